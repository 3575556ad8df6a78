/** One request to the hub: in the reader's language, signed with the key of this device, once more where the nonce is over. */
import { proof, useNonce } from './device';
import { language } from './language';

export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const first = await send(url, init);
  return first.status === 401 && (await codeOf(first)) === 'proof_stale' ? send(url, init) : first;
}

/** What a refusal is called, for programs; empty where it is called nothing. */
export async function codeOf(response: Response): Promise<string> {
  try {
    const body = (await response.clone().json()) as { code?: unknown };
    return typeof body.code === 'string' ? body.code : '';
  } catch {
    return '';
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const { pathname, search } = new URL(url, location.href);
  const signed = await proof(init.method ?? 'GET', pathname + search, typeof init.body === 'string' ? init.body : '');
  const headers = {
    ...(init.headers as Record<string, string>),
    'accept-language': language.peek(),
    ...(signed === null ? {} : { 'goddag-proof': signed }),
  };
  const response = await fetch(url, { ...init, headers, cache: 'no-store', credentials: 'same-origin' });
  useNonce(response.headers.get('goddag-nonce'));
  return response;
}
