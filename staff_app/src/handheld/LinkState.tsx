/** How live the screen is: the pill, and one line that proves life or says how old the picture is. */
import { LinkPill, type PillTone } from '../components/LinkPill';
import { duration, moment, since } from '../words/ages';
import { say } from '../words/words';
import { nowMs, silentMs } from './state/clock';
import { LEASE_MS, shownLink, type ShownLink } from './state/connection';
import { unsent } from './state/staffActions';
import { current, edges, hours, lastHeardMs, now, rows } from './state/store';

const TONES: Record<ShownLink, PillTone> = {
  connecting: 'busy',
  live: 'good',
  reconnecting: 'busy',
  offline: 'bad',
  locked: 'bad',
};

export function Pill() {
  return <LinkPill tone={TONES[shownLink.value]} text={say(`screens-link-${shownLink.value}`)} />;
}

export function ProofOfLife() {
  const { online, total } = edges.value;
  if (lastHeardMs.value === null) return <>{say('screens-proof-none', { online, total })}</>;
  return <>{say('screens-proof-heard', { heard: since(lastHeardMs.value, now.value), online, total })}</>;
}

/** Why nobody comes: no visit begins while the shop is closed. */
export function ClosedNow() {
  if (!current.value || !hours.value || hours.value.is_open) return null;
  const { opens_at_ms: opens, time_zone: zone } = hours.value;
  const at = opens == null ? null : moment(opens, nowMs.value, zone);
  return <p class="top-facts">{at === null ? say('screens-closed') : say('screens-closed-until', { at })}</p>;
}

export function LinkFacts() {
  if (shownLink.value === 'live' && current.value) {
    return <>{say('screens-in-the-store', { count: rows.value.size })} · <ProofOfLife /></>;
  }
  const silent = silentMs.value;
  const waiting = unsent.value.length > 0 ? ` · ${say('screens-unsent', { count: unsent.value.length })}` : '';
  if (!current.value || silent === null) return <>{say(`screens-link-${shownLink.value}`) + waiting}</>;
  return <>{say('screens-hidden-in', { age: duration(silent), left: duration(LEASE_MS - silent) }) + waiting}</>;
}
