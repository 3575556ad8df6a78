/** Puts the list and the card side by side, or one over the other on a handheld. */
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { asking, showsDevices } from './asking';
import { CardPane } from './CardPane';
import { Devices } from './Devices';
import { Lock } from './Lock';
import { Nearby } from './Nearby';
import { openVisit, shownLink } from './room';
import { WhoAmI } from './WhoAmI';

export function App() {
  if (shownLink.value === 'locked') return <Lock />;
  return (
    <div class="panes" data-card={openVisit.value !== null}>
      <Nearby />
      <CardPane />
      {asking.value !== null && (
        <Sheet title={say('screens-who-am-i')} text={say('screens-who-am-i-text')} onClose={() => (asking.value = null)}>
          <WhoAmI />
        </Sheet>
      )}
      {showsDevices.value && (
        <Sheet title={say('screens-devices')} text={say('screens-devices-text')} onClose={() => (showsDevices.value = false)}>
          <Devices />
        </Sheet>
      )}
    </div>
  );
}
