/** How this handheld makes itself heard, and a break from it: part of what concerns whoever is signed in. */
import { BellIcon } from '../components/icons';
import { say } from '../words/words';
import { canVibrate, change, pause, paused, settings } from './state/alerts';
import './AlertChoices.css';

export function AlertChoices() {
  const { sound, vibration } = settings.value;
  return (
    <div class="stack tight" role="group" aria-labelledby="alert-choices">
      <h3 class="label" id="alert-choices">{say('screens-alerts')}</h3>
      <div class="alert-choices">
        <Choice on={sound} text={say('screens-alerts-sound')} onClick={() => change({ sound: !sound })} />
        {canVibrate && <Choice on={vibration} text={say('screens-alerts-vibration')} onClick={() => change({ vibration: !vibration })} />}
        <Choice on={paused.value} text={say('screens-alerts-break')} onClick={() => void pause(!paused.value)} />
      </div>
      <p class="soft"><BellIcon /> {say('screens-alerts-text')}</p>
    </div>
  );
}

function Choice({ on, text, onClick }: { on: boolean; text: string; onClick: () => void }) {
  return <button type="button" class="chip" aria-pressed={on} onClick={onClick}>{text}</button>;
}
