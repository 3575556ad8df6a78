/** Puts the list and the card side by side, or one over the other on a handheld. */
import { useEffect } from 'preact/hooks';
import { Sheet } from '../components/Sheet';
import { language, say } from '../words/words';
import { asking, showsDevices } from './asking';
import { CardPane } from './CardPane';
import { Devices } from './Devices';
import { Lock } from './Lock';
import { Nearby } from './Nearby';
import { openVisit, shownLink } from './room';
import { WhoAmI } from './WhoAmI';

export function App() {
  const words = say();
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  if (shownLink.value === 'locked') return <Lock />;
  return (
    <div class="panes" data-card={openVisit.value !== null}>
      <Nearby />
      <CardPane />
      {asking.value !== null && (
        <Sheet title={words.whoAmI} text={words.whoAmIText} onClose={() => (asking.value = null)}>
          <WhoAmI />
        </Sheet>
      )}
      {showsDevices.value && (
        <Sheet title={words.devices} text={words.devicesText} onClose={() => (showsDevices.value = false)}>
          <Devices />
        </Sheet>
      )}
    </div>
  );
}
