/** Puts the list and the card side by side, or one over the other on a handheld. */
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { CardPane } from './CardPane';
import { Devices } from './Devices';
import { Lock } from './Lock';
import { Nearby } from './Nearby';
import { shownLink, stale } from './state/connection';
import { closeDevices, devices } from './state/devices';
import { openVisit } from './state/selection';
import { cancelSignIn, signIn } from './state/signIn';
import { WhoAmI } from './WhoAmI';
import './App.css';

export function App() {
  if (shownLink.value === 'locked') return <Lock />;
  return (
    <div class="panes" data-card={openVisit.value !== null} data-stale={stale.value}>
      <Nearby />
      <CardPane />
      {signIn.value !== null && (
        <Sheet title={say('screens-who-am-i')} text={say('screens-who-am-i-text')} onClose={cancelSignIn}>
          <WhoAmI />
        </Sheet>
      )}
      {devices.value !== 'closed' && (
        <Sheet title={say('screens-devices')} text={say('screens-devices-text')} onClose={closeDevices}>
          <Devices />
        </Sheet>
      )}
    </div>
  );
}
