/** The devices that know the store's PIN, and the way to end the sign-in of one that is lost. */
import { useEffect, useState } from 'preact/hooks';
import { fetchDevices, revokeDevice } from '../data/staff';
import type { Device, SignedInDevices } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { showsDevices } from './asking';
import { nowMs, reload } from './room';

type Shown = SignedInDevices | 'loading' | 'failed';

export function Devices() {
  const words = say();
  const [shown, setShown] = useState<Shown>('loading');
  const [asked, setAsked] = useState<string | null>(null);

  async function load(): Promise<void> {
    const answer = await fetchDevices();
    if (answer.kind === 'locked') return reload();
    setShown(answer.kind === 'done' ? answer.value : 'failed');
  }

  async function revoke(device: string): Promise<void> {
    setAsked(null);
    const answer = await revokeDevice(device);
    if (answer.kind === 'locked') return reload();
    // One that is gone already is what was wanted.
    if (answer.kind === 'done' || answer.kind === 'ended') await load();
    else setShown('failed');
  }

  useEffect(() => void load(), []);
  return (
    <>
      {shown === 'loading' && <p role="status">{words.loading}</p>}
      {shown === 'failed' && (
        <>
          <p class="failure" role="alert">{words.devicesFailed}</p>
          <button class="button" onClick={() => void load()}>{words.tryAgain}</button>
        </>
      )}
      {typeof shown === 'object' && !shown.pin_set && <p>{words.devicesNoPin}</p>}
      {typeof shown === 'object' && shown.pin_set && (
        <ul class="devices">
          {shown.devices.map((device) => (
            <li key={device.device} class="device">
              <About device={device} />
              {device.this_device ? null : asked === device.device ? (
                <div class="actions">
                  <button class="button" onClick={() => setAsked(null)}>{words.cancel}</button>
                  <button class="button primary" onClick={() => void revoke(device.device)}>{words.yes}</button>
                </div>
              ) : (
                <button
                  class="button"
                  aria-label={`${device.signed_in ? words.revoke : words.forget}: ${named(device, words.deviceUnknown)}`}
                  onClick={() => setAsked(device.device)}
                >
                  {device.signed_in ? words.revoke : words.forget}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <button class="button quiet" onClick={() => (showsDevices.value = false)}>{words.close}</button>
    </>
  );
}

function About({ device }: { device: Device }) {
  const words = say();
  const used = since(device.seen_ms, nowMs.value, words);
  return (
    <div class="stack tight">
      <p><strong>{named(device, words.deviceUnknown)}</strong>{device.this_device && ` · ${words.deviceThis}`}</p>
      <p class="soft">
        {device.in_use ? words.deviceInUse : words.deviceUsed(used)}
        {!device.signed_in && ` · ${words.deviceSignedOut}`}
      </p>
      {device.maybe_copied && <p class="failure">{words.deviceCopied}</p>}
    </div>
  );
}

/** What it says it is, and the end of its name, by which the log and a terminal know it. */
function named(device: Device, unknown: string): string {
  return `${device.kind || unknown} (${device.device.slice(-4)})`;
}
