/** The devices that know the store's PIN, and the way to end the sign-in of one that is lost. */
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Device } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { closeDevices, devices, loadDevices, signOutDevice } from './state/devices';
import './Devices.css';
import { now } from './state/store';

export function Devices() {
  const shown = devices.value;
  const [asked, setAsked] = useState<string | null>(null);
  // Whoever works by keyboard or by ear is led on from what is gone: to the button again, or to the list.
  const list = useRef<HTMLUListElement>(null);
  const backTo = useRef<string | null>(null);

  async function revoke(device: string): Promise<void> {
    setAsked(null);
    if (await signOutDevice(device)) list.current?.focus();
  }

  return (
    <>
      {shown === 'loading' && <p role="status">{say('screens-loading')}</p>}
      {shown === 'failed' && (
        <>
          <p class="failure" role="alert">{say('screens-devices-failed')}</p>
          <button class="button" onClick={() => void loadDevices()}>{say('screens-try-again')}</button>
        </>
      )}
      {typeof shown === 'object' && !shown.pin_set && <p>{say('screens-devices-no-pin')}</p>}
      {typeof shown === 'object' && shown.pin_set && (
        <ul class="devices" ref={list} tabIndex={-1} aria-label={say('screens-devices')}>
          {shown.devices.map((device) => (
            <li key={device.device} class="device">
              <About device={device} />
              {device.this_device ? null : asked === device.device ? (
                <Question
                  text={device.signed_in ? say('screens-revoke-ask', { device: named(device) }) : say('screens-forget-ask', { device: named(device) })}
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
                  aria-label={`${device.signed_in ? say('screens-revoke') : say('screens-forget')}: ${named(device)}`}
                  onClick={() => setAsked(device.device)}
                >
                  {device.signed_in ? say('screens-revoke') : say('screens-forget')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <button class="button quiet" onClick={closeDevices}>{say('screens-close')}</button>
    </>
  );
}

/** Asked in words, about one device; the answer that changes nothing comes first, and has the focus. */
function Question({ text, no, yes }: { text: string; no: () => void; yes: () => void }) {
  const id = useId();
  const first = useRef<HTMLButtonElement>(null);
  // With the first paint, so that no key that is pressed meanwhile meets another button.
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="stack tight" role="group" aria-labelledby={id}>
      <p id={id}>{text}</p>
      <div class="actions">
        <button class="button" ref={first} aria-describedby={id} onClick={no}>{say('screens-cancel')}</button>
        <button class="button primary" aria-describedby={id} onClick={yes}>{say('screens-yes')}</button>
      </div>
    </div>
  );
}

function About({ device }: { device: Device }) {
  const used = since(device.seen_ms, now.value);
  return (
    <div class="stack tight">
      <p><strong>{named(device)}</strong>{device.this_device && ` · ${say('screens-device-this')}`}</p>
      <p class="soft">
        {device.in_use ? say('screens-device-in-use') : say('screens-device-used', { age: used })}
        {!device.signed_in && ` · ${say('screens-device-signed-out')}`}
      </p>
      {device.maybe_copied && <p class="failure">{say('screens-device-copied')}</p>}
    </div>
  );
}

/** What it says it is, and the end of its name, by which the log and a terminal know it. */
function named(device: Device): string {
  return `${device.kind || say('screens-device-unknown')} (${device.device.slice(-4)})`;
}
