/** The handheld: who is here, and how to help them. */
import '../styles/tokens.css';
import '../styles/base.css';
import './handheld.css';
import { render } from 'preact';
import { App } from './App';
import { watchAsking } from './asking';
import { watchDeeds } from './deeds';
import { watchOpening } from './opened';
import { enterRoom } from './room';
import { watchRoute } from './route';
import { watchSignOut } from './signOut';
import { enterWords } from '../words/words';

await enterWords('screens');
watchRoute();
enterRoom();
watchDeeds();
watchOpening();
watchAsking();
watchSignOut();
const root = document.getElementById('app');
if (root) render(<App />, root);
