/** The devices that know the store's PIN, and the way to end the sign-in of one that is lost. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
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
  // Whoever works by keyboard or by ear is led on from what is gone: to the button again, or to the list.
  const list = useRef<HTMLUListElement>(null);
  const backTo = useRef<string | null>(null);

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
    if (answer.kind !== 'done' && answer.kind !== 'ended') return setShown('failed');
    await load();
    list.current?.focus();
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
        <ul class="devices" ref={list} tabIndex={-1} aria-label={words.devices}>
          {shown.devices.map((device) => (
            <li key={device.device} class="device">
              <About device={device} />
              {device.this_device ? null : asked === device.device ? (
                <Question
                  text={(device.signed_in ? words.revokeAsk : words.forgetAsk)(named(device, words.deviceUnknown))}
                  no={() => {
                    backTo.current = device.device;
                    setAsked(null);
                  }}
                  yes={() => void revoke(device.device)}
                />
              ) : (
                <button
                  class="button"
                  ref={(button) => {
                    if (button === null || backTo.current !== device.device) return;
                    backTo.current = null;
                    button.focus();
                  }}
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

/** Asked in words, about one device; the answer that changes nothing comes first, and has the focus. */
function Question({ text, no, yes }: { text: string; no: () => void; yes: () => void }) {
  const words = say();
  const id = useId();
  const first = useRef<HTMLButtonElement>(null);
  // With the first paint, so that no key that is pressed meanwhile meets another button.
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="stack tight" role="group" aria-labelledby={id}>
      <p id={id}>{text}</p>
      <div class="actions">
        <button class="button" ref={first} aria-describedby={id} onClick={no}>{words.cancel}</button>
        <button class="button primary" aria-describedby={id} onClick={yes}>{words.yes}</button>
      </div>
    </div>
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
