/** A QR code drawn from rows of "1" (dark) and "0", always dark on white: scanners want it so, also at night. */
import './QrCode.css';

const QUIET_MODULES = 4;

export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const size = rows.length + 2 * QUIET_MODULES;
  const dark = rows.flatMap((row, y) =>
    [...row].map((cell, x) => (cell === '1' ? `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h1v1h-1z` : '')),
  );
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}
