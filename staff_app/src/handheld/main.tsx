/** The handheld: who is here, and how to help them. */
import '../styles/tokens.css';
import '../styles/base.css';
import { render } from 'preact';
import { App } from './App';
import { watchBasket } from './state/basket';
import { watchCardDetails } from './state/cardDetails';
import { connectToHub } from './state/connection';
import { watchDevices } from './state/devices';
import { watchRoute } from './state/route';
import { watchSession } from './state/session';
import { watchSignIn } from './state/signIn';
import { watchStaffActions } from './state/staffActions';
import { watchUpdates } from './state/update';
import { loadWords } from '../words/words';

await loadWords('screens');
watchRoute();
connectToHub();
watchStaffActions();
watchCardDetails();
watchBasket();
watchSignIn();
watchDevices();
watchSession();
watchUpdates();
const root = document.getElementById('app');
if (root) render(<App />, root);
