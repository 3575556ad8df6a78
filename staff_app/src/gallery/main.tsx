/** The page of all components, which docs/components.md shows. No part of the product: `make components`. */
import '../styles/tokens.css';
import '../styles/base.css';
import { render } from 'preact';
import { loadWords } from '../words/words';
import { Gallery } from './Gallery';

await loadWords('screens');
const root = document.getElementById('app');
if (root) render(<Gallery />, root);
