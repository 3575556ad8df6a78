/** How live the screen is: the pill, and one line that proves life or says how old the picture is. */
import { LinkPill, type PillTone } from '../components/LinkPill';
import { duration, since } from '../words/ages';
import { say } from '../words/words';
import { unsent } from './deeds';
import { current, edges, lastHeardMs, LEASE_MS, nowMs, rows, shownLink, silentMs, type ShownLink } from './room';

const TONES: Record<ShownLink, PillTone> = {
  connecting: 'busy',
  live: 'good',
  reconnecting: 'busy',
  offline: 'bad',
  locked: 'bad',
};

export function Pill() {
  return <LinkPill tone={TONES[shownLink.value]} text={say().link[shownLink.value]} />;
}

export function ProofOfLife() {
  const words = say();
  const heard = lastHeardMs.value === null ? null : since(lastHeardMs.value, nowMs.value, words);
  return <>{words.proofOfLife(heard, edges.value.online, edges.value.total)}</>;
}

export function Facts() {
  const words = say();
  if (shownLink.value === 'live' && current.value) {
    return <>{words.inTheStore(rows.value.size)} · <ProofOfLife /></>;
  }
  const silent = silentMs.value;
  const waiting = unsent.value.length > 0 ? ` · ${words.unsent(unsent.value.length)}` : '';
  if (!current.value || silent === null) return <>{words.link[shownLink.value] + waiting}</>;
  return <>{words.hiddenIn(duration(silent, words), duration(LEASE_MS - silent, words)) + waiting}</>;
}
