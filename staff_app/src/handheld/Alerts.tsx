/** What whoever holds the handheld has to know now: a bell with a count, and the list behind it. */
import { BellIcon } from '../components/icons';
import { Sheet } from '../components/Sheet';
import type { StaffAlert } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { inWords } from './Lock';
import { acknowledge, closeAlerts, isOpen, openAlerts, pause, paused, refused, showAlerts } from './state/alerts';
import { nudgeOf } from './state/order';
import { showCard } from './state/route';
import { now, rows } from './state/store';
import './Alerts.css';

export function AlertsButton() {
  const count = openAlerts.value.length;
  return (
    <>
      <button class="button icon-button bell" data-paused={paused.value} aria-label={say('screens-alerts-open', { count })} onClick={showAlerts}>
        <BellIcon />
        {count > 0 && <span class="bell-count" aria-hidden="true">{count}</span>}
      </button>
      <p class="unseen" role="status">{count > 0 ? say('screens-alerts-open', { count }) : ''}</p>
    </>
  );
}

export function AlertsSheet() {
  if (!isOpen.value) return null;
  return (
    <Sheet title={say('screens-alerts')} text={paused.value ? say('screens-alerts-paused') : undefined} onClose={closeAlerts}>
      {openAlerts.value.length === 0 ? <p>{say('screens-alerts-none')}</p> : (
        <ul class="alerts">{openAlerts.value.map((each) => <li key={each.id}><Alert alert={each} /></li>)}</ul>
      )}
      {refused.value !== null && <p class="failure" role="alert">{inWords(refused.value)}</p>}
      <div class="actions">
        <button type="button" class="button" aria-pressed={paused.value} onClick={() => void pause(!paused.value)}>
          {paused.value ? say('screens-alerts-resume') : say('screens-alerts-pause')}
        </button>
        <button type="button" class="button primary" onClick={closeAlerts}>{say('screens-close')}</button>
      </div>
    </Sheet>
  );
}

function Alert({ alert }: { alert: StaffAlert }) {
  const visit = alert.visit_id;
  const row = visit === null ? undefined : rows.value.get(visit);
  const reason = reasonOf(alert, (row && nudgeOf(row)?.text) ?? null);
  return (
    <div class="alert" data-kind={alert.kind}>
      <p class="alert-reason"><BellIcon /><strong>{reason}</strong></p>
      <p class="soft">
        {row ? `${row.name ?? say('screens-member')} · ${row.zone.name} · ` : ''}{since(alert.at_ms, now.value)}
      </p>
      <div class="actions">
        {row && visit !== null && (
          <button type="button" class="button" onClick={() => open(visit)}>{say('screens-alerts-show')}</button>
        )}
        <button type="button" class="button primary" aria-label={`${say('screens-alerts-seen')}: ${reason}`} onClick={() => void acknowledge(alert.id)}>
          {say('screens-alerts-seen')}
        </button>
      </div>
    </div>
  );
}

function open(visit: string): void {
  closeAlerts();
  showCard(visit);
}

function reasonOf({ kind, by }: StaffAlert, nudge: string | null): string {
  if (kind === 'nudge' && nudge !== null) return nudge;
  return say(`screens-alert-${kind}`, { by: by ?? say('screens-alert-somebody') });
}
