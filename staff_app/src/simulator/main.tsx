/** The store without hardware, seen from above, with the phones of its members and the handheld of its staff. */
import '../styles/tokens.css';
import '../styles/base.css';
import { render } from 'preact';
import { App } from './App';
import { startSimulation } from './state';
import { loadWords } from '../words/words';

await loadWords('screens', 'simulator');
startSimulation();
const root = document.getElementById('app');
if (root) render(<App />, root);
