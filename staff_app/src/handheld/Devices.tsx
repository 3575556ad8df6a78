/** The devices of the shop: one more is enrolled, and one that is lost opens nothing any more. */
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { QrCode } from '../components/QrCode';
import type { LinkView } from '../data/people';
import type { Device } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { inWords } from './Lock';
import { closeDevices, codeForHandheld, devices, loadDevices, signOutDevice } from './state/devices';
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
      {typeof shown === 'object' && <Enrol />}
      {typeof shown === 'object' && (
        <ul class="devices" ref={list} tabIndex={-1} aria-label={say('screens-devices')}>
          {shown.devices.map((device) => (
            <li key={device.device} class="device">
              <About device={device} />
              {device.this_device ? null : asked === device.device ? (
                <Question
                  text={say('screens-revoke-ask', { device: named(device) })}
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
                  aria-label={`${say('screens-revoke')}: ${named(device)}`}
                  onClick={() => setAsked(device.device)}
                >
                  {say('screens-revoke')}
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
        {device.signed_in !== null && ` · ${device.signed_in}`}
        {device.owner !== null && ` · ${say('screens-device-own', { name: device.owner })}`}
      </p>
    </div>
  );
}

/** What colleagues call it, and the end of its id, by which the log and a terminal know it. */
function named(device: Device): string {
  return `${device.name || device.kind || say('screens-device-unknown')} (${device.device.slice(-4)})`;
}

/** A code that the new handheld scans: once, within ten minutes. */
function Enrol() {
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ name: string; link: LinkView } | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await codeForHandheld(name);
    if ('link' in answer) setMade({ name, link: answer.link });
    else setRefused(answer.refused);
  }

  if (made !== null) {
    return (
      <div class="stack tight" role="status">
        <p>{say('screens-enrol-scan', { name: made.name })}</p>
        <QrCode rows={made.link.qr} label={say('screens-link-code', { name: made.name })} />
        <p class="address">{location.origin}{made.link.path}</p>
      </div>
    );
  }
  return (
    <form class="stack tight" autoComplete="off" onSubmit={(event) => void make(event)}>
      <label class="stack tight">
        <span class="label">{say('screens-enrol-name')}</span>
        <input class="field" value={name} maxLength={80} required onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <p class="failure" role="alert">{refused !== null && inWords(refused)}</p>
      <button type="submit" class="button primary">{say('screens-enrol-new')}</button>
    </form>
  );
}
