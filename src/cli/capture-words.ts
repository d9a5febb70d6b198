/** What `capture` says, beside the events. */
import type { Recorded } from '../capture/files.ts';
import type { News } from '../capture/news.ts';
import type { RecorderState } from '../capture/recorder.ts';
import { oneLine } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { byteSize } from '../decode/render/time.ts';
import type { ClientFailure } from '../proxy/tls-failure.ts';
import { type Address, urlOf } from './address.ts';
import { counted } from './quantities.ts';

/** How to point a client at a capture that is under way. */
export function captureGuide(
  path: string,
  scope: string,
  address: Address,
  certificate: string,
  hasKeys: boolean,
  { bold, dim }: Style,
): string[] {
  const proxy = urlOf(address);
  const keys = hasKeys ? 'm marks a moment, q or Ctrl-C ends it' : 'Ctrl-C ends it';
  return [
    `${bold('recording')} ${scope} into ${path}`,
    `  proxy         ${bold(proxy)}   ${dim('HTTPS_PROXY, HTTP_PROXY')}`,
    `  certificate   ${certificate}   ${dim('to be trusted by the client: driftwire ca trust')}`,
    dim(`  HTTP/2 is not spoken here: clients and servers agree on HTTP/1.1; ${keys}`),
  ];
}

export function newsLine(news: News, { bad, good }: Style): string {
  switch (news.kind) {
    case 'full':
      return `${bad('not written')}  ${news.error.message}; exchanges wait in memory and are written when that is over`;
    case 'recovered':
      return `${good('written')}  ${counted(news.exchanges, 'exchange')} that waited; nothing was lost`;
    case 'gave-up':
      return `${bad('lost')}  ${counted(news.exchanges, 'exchange')} wait already, and memory ends: what comes now is not recorded`;
    case 'body-lost':
      return `${bad('body lost')}  ${news.error.message}; the exchange is recorded without its body`;
    case 'rotated':
      return `${news.path} is complete; ${news.next} goes on`;
    case 'moved':
      return `${bad('deleted')}  ${news.path} is no longer there; all of it was written anew to ${news.next}`;
  }
}

/** Why a client could not be recorded, and what to do. */
export function clientLine({ host, reason, message }: ClientFailure, { bad }: Style): string {
  const who = oneLine(host) || 'a host it did not name';
  const why = {
    'certificate-refused': `a client refuses our certificate for ${who}; \`driftwire ca trust\` tells how to trust it`,
    'no-common-protocol': `a client speaks no protocol that is spoken here for ${who}, as one that knows only HTTP/2`,
    closed: `a client went away during the handshake for ${who}; many do that where they do not trust the certificate`,
    'no-request': `a client was refused for ${who}: ${message}`,
    'no-certificate': `a client asked for ${who}, for which there can be no certificate`,
    other: `a client failed for ${who}: ${oneLine(message)}`,
  }[reason];
  return `${bad(reason === 'no-request' ? 'http' : 'tls')}  ${why}`;
}

/** What there is in the end. */
export function summary(
  files: readonly Recorded[],
  { exchanges, failed, leftOpen }: RecorderState,
  passedBy: ReadonlySet<string>,
  { bold, dim }: Style,
): string[] {
  const parts = [
    counted(exchanges, 'exchange'),
    ...(failed > 0 ? [`${failed} of them failed`] : []),
    ...(leftOpen > 0 ? [`${leftOpen} left open`] : []),
  ];
  const names = [...passedBy].slice(0, 3).map(oneLine).join(', ');
  return [
    `${bold('recorded')} ${parts.join(', ')}`,
    ...files.map(({ path, size }) => `  ${path}   ${byteSize(size)}`),
    ...(passedBy.size > 0
      ? [
          dim(
            `  ${counted(passedBy.size, 'other host')} passed unread, as ${names}; --host or --all-hosts records them`,
          ),
        ]
      : []),
    'It holds credentials: cookies, tickets, messages. Whoever has it can read them, and use what is still valid.',
    ...(files[0] ? [dim(`next: driftwire timeline ${files[0].path}`)] : []),
  ];
}
