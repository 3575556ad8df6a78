/** What the marks of the plan mean. */
import { say } from '../words/words';
import { BeaconMark, EdgeMark, StrangerShape } from './Plan';
import './Legend.css';

export function Legend() {
  return (
    <ul class="legend" aria-label={say('simulator-legend')}>
      <li><svg viewBox="-.6 -.6 1.2 1.2" aria-hidden="true"><g class="member" data-recognition="on"><circle r={0.46} /></g></svg>{say('simulator-legend-member')}</li>
      <li><svg viewBox="-.6 -.6 1.2 1.2" aria-hidden="true"><g class="member" data-recognition="off"><circle r={0.46} /></g></svg>{say('simulator-legend-invisible')}</li>
      <li><svg viewBox="-.6 -.6 1.2 1.2" aria-hidden="true"><g class="stranger"><StrangerShape /></g></svg>{say('simulator-legend-stranger')}</li>
      <li><svg viewBox="-.6 -.6 1.2 1.2" aria-hidden="true"><EdgeMark x={0} y={0} /></svg>{say('simulator-legend-edge')}</li>
      <li><svg viewBox="-.6 -.6 1.2 1.2" aria-hidden="true"><BeaconMark x={0} y={0} /></svg>{say('simulator-legend-beacon')}</li>
    </ul>
  );
}
