import { EsgError, ExitCode } from '@esg-recycler/core';

/** A place that is notified. */
export interface Receiver {
  /** Secret: the URL of a webhook is its password. */
  url: string;
  /** For messages: only scheme, host and port. */
  label: string;
  /** `events`: CloudEvents in structured mode. `chat`: a body that contains only `text`, as chat webhooks require. */
  format: 'events' | 'chat';
}

/** Chat webhooks reject or misread the other fields of a CloudEvent; Mattermost takes its `type` for the type of a post. */
const chatPrefix = 'chat+';

const invalid = (problem: string, hint: string): EsgError =>
  new EsgError(`notify ${problem}`, { code: 'setting-invalid', exitCode: ExitCode.usage, hint });

function receiverOf(text: string): Receiver {
  const isChat = text.startsWith(chatPrefix);
  const url = isChat ? text.slice(chatPrefix.length) : text;
  // The text may be a secret, so the message does not contain it.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalid(
      'contains a value that is not an http(s) URL',
      'Write https://HOST/PATH, or chat+https://HOST/PATH for the webhook of a chat.',
    );
  }
  const { protocol, host } = new URL(url);
  return { url, label: `${protocol}//${host}`, format: isChat ? 'chat' : 'events' };
}

/** @throws EsgError `setting-invalid`, exit code 2 */
export const readReceivers = (urls: readonly string[]): Receiver[] => [...new Set(urls)].map(receiverOf);

/**
 * Refuses a user name or password on the command line, where every user of the machine can read it.
 *
 * @throws EsgError `setting-invalid`, exit code 2
 */
export function checkNoCredentials(urls: readonly string[]): void {
  for (const text of urls) {
    const url = text.replace(chatPrefix, '');
    if (!URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === '')) continue;
    throw invalid(
      'has a user name or a password in a URL on the command line, where others can read it',
      'Set ESG_RECYCLER_NOTIFY in the environment instead.',
    );
  }
}
