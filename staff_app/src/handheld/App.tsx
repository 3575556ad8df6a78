/** A place of the handheld, the card and what is next side by side, or one over the other on a phone. */
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { AlertsSheet } from './Alerts';
import { CardPane } from './CardPane';
import { Devices } from './Devices';
import { Me } from './Me';
import { People } from './People';
import { FollowUpSheets } from './FollowUpSheets';
import { StepUp } from './StepUp';
import { Lock } from './Lock';
import { RedeemSheet } from './Redeem';
import { Next } from './Next';
import { PlaceContent, Places } from './Places';
import { shownLink, stale } from './state/connection';
import { closeDevices, devices } from './state/devices';
import { closePeople, staffList } from './state/people';
import { sideBySide } from './state/route';
import { redeeming } from './state/redeeming';
import { session } from './state/session';
import { asked } from './state/stepUp';
import { openVisit } from './state/selection';
import { cancelSignIn, signIn } from './state/signIn';
import { WhoAmI } from './WhoAmI';
import './App.css';

export function App() {
  if (shownLink.value === 'locked') return <Lock />;
  return (
    <div class="panes" data-card={openVisit.value !== null} data-stale={stale.value}>
      <PlaceContent />
      <Places />
      <CardPane />
      {sideBySide.value && <Next />}
      {signIn.value !== null && (
        <Sheet
          title={session.value?.me?.name ?? say('screens-who-am-i')}
          text={session.value?.me ? undefined : say('screens-who-am-i-text')}
          onClose={cancelSignIn}
        >
          {session.value?.me ? <Me /> : <WhoAmI />}
        </Sheet>
      )}
      {staffList.value !== 'closed' && (
        <Sheet title={say('screens-people')} text={say('screens-people-text')} onClose={closePeople}>
          <People />
        </Sheet>
      )}
      {devices.value !== 'closed' && (
        <Sheet title={say('screens-devices')} text={say('screens-devices-text')} onClose={closeDevices}>
          <Devices />
        </Sheet>
      )}
      <AlertsSheet />
      <FollowUpSheets />
      {redeeming.value !== null && <RedeemSheet now={redeeming.value} />}
      {asked.value !== null && <StepUp />}
    </div>
  );
}
