/** Whether what is on the screen is live. Only a change of state is announced, never the running age. */
import './LinkPill.css';

export type PillTone = 'good' | 'busy' | 'bad';

export function LinkPill({ tone, text }: { tone: PillTone; text: string }) {
  return (
    <span class="pill" data-tone={tone} role="status">
      <span class="pill-dot" aria-hidden="true" />
      {text}
    </span>
  );
}
