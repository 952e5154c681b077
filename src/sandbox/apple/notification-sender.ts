/** Names that belong to nobody (RFC 2606): a product that only exists in a story lives there, and nobody is dialled. */
const reserved = /(^|\.)(example|invalid|test)$/;

/**
 * One POST as Apple documents it, with the bearer. True for any 2xx within `timeout` milliseconds of wire time.
 * Redirects are not followed, so the bearer never leaves its address. Never throws.
 */
export async function postNotification(
  settings: { url: string | null; token: string | null },
  text: string,
  timeout: number,
  stopped?: AbortSignal,
): Promise<boolean> {
  const { url, token } = settings;
  if (url === null || !URL.canParse(url) || reserved.test(new URL(url).hostname)) return false;
  const late = AbortSignal.timeout(timeout);
  const signal = stopped === undefined ? late : AbortSignal.any([late, stopped]);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token ?? ''}` };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: text, signal, redirect: 'manual' });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
