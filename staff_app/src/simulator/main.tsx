/** The store without hardware, seen from above, with the phones of its members and the handheld of its staff. */
import '../styles/tokens.css';
import '../styles/base.css';
import './simulator.css';
import { render } from 'preact';
import { App } from './App';
import { enterTown } from './town';
import { enterWords } from '../words/words';

await enterWords('screens', 'simulator');
enterTown();
const root = document.getElementById('app');
if (root) render(<App />, root);
