/** Facts one below the other: what it is, what there is to say of it, and where that comes from. */
import type { ComponentChildren } from 'preact';
import './FactList.css';

export function FactList({ children }: { children: ComponentChildren }) {
  return <ul class="fact-list">{children}</ul>;
}

type Props = {
  label: string;
  aside: ComponentChildren;
  value: string;
  source: string;
  missing?: boolean;
  picture?: ComponentChildren;
};

export function Fact({ label, aside, value, source, missing = false, picture = null }: Props) {
  return (
    <li class="fact" data-missing={missing}>
      <span class="fact-label">{label}</span>
      {aside}
      {value !== '' && <span class="fact-value">{picture}<span>{value}</span></span>}
      <span class="fact-source">{source}</span>
    </li>
  );
}
