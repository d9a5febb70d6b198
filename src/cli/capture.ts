/** `driftwire capture`: a session of a browser, or of any client, recorded through a proxy. */
import { homedir } from 'node:os';
import { browserNames, type FoundBrowser, findBrowser } from '../capture/browser-find.ts';
import { UsageError } from '../errors.ts';
import { listenOption } from './address.ts';
import { caOptions } from './ca-folder.ts';
import { readMap, readProxy, readTrust, scopeOf } from './capture-options.ts';
import { runCapture } from './capture-run.ts';
import { command } from './command.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { readDuration, readSize } from './quantities.ts';

/** Stands for whichever browser there is. */
const any = 'any';

export default command({
  says:
    'Records what passes through a proxy into a HAR file, and shows the events of the protocol as they happen. The file ' +
    'is whole at every moment: a capture that is killed loses nothing that was over. Requests and replies pass as they ' +
    'are; only the hosts of the protocol, or those of --host, are opened and recorded.',
  options: {
    output: {
      kind: 'text',
      short: 'o',
      value: 'FILE.har',
      says: 'the recording, a new file; it will hold credentials',
    },
    listen: listenOption,
    host: { kind: 'list', value: 'GLOB', says: 'record these hosts; others pass unread. May be repeated' },
    'all-hosts': { kind: 'flag', says: 'record every host' },
    browser: {
      kind: 'text',
      value: '[NAME]',
      bare: any,
      says: `open a browser that is set up for it: ${browserNames.join(', ')}, or a path; else DRIFTWIRE_BROWSER, or the first found`,
    },
    url: { kind: 'text', value: 'URL', says: 'the page that the browser opens' },
    via: {
      kind: 'text',
      value: 'PROXY',
      says: 'go through this proxy: http://[USER:PASSWORD@]HOST:PORT',
      read: readProxy,
    },
    map: {
      kind: 'list',
      value: 'HOST=ADDR:PORT',
      says: 'connect there instead of to HOST, a name or a glob',
    },
    trust: {
      kind: 'text',
      value: 'FILE',
      says: 'a certificate that servers may be signed with, PEM',
      read: readTrust,
    },
    'max-body': {
      kind: 'text',
      value: 'SIZE',
      says: 'cut bodies that are larger, and say so in their entries; nothing is cut otherwise',
      read: readSize,
    },
    rotate: {
      kind: 'text',
      value: 'SIZE',
      says: 'go on in a new file, FILE-2.har, after so much',
      read: readSize,
    },
    for: { kind: 'text', value: 'DURATION', says: 'end after this time, as 90s or 5m', read: readDuration },
    protocol: protocolOption,
    ...caOptions,
  },
  examples: [
    ['capture -o session.har --browser --url https://wx.qq.com/', 'a login in a browser of its own'],
    ['capture -o session.har --listen 127.0.0.1:8080 --for 5m', 'any client that is told to use the proxy'],
    [
      "capture -o all.har --host '*.qq.com' --host '*.wechat.com' --rotate 100MB",
      'more hosts, and files of a size',
    ],
  ],
  endsByInterrupt: true,
  async run({ options }, context) {
    const { output, url, browser } = options;
    if (output === undefined || output === '-')
      throw new UsageError('usage/bad-option', 'capture needs -o FILE.har, a file to record into');
    if (url !== undefined && browser === undefined)
      throw new UsageError(
        'usage/bad-option',
        'capture: --url is opened by a browser; ask for one with --browser',
      );
    const protocol = await loadProtocol(options.protocol);
    return runCapture(
      {
        path: output,
        protocol,
        listen: options.listen,
        scope: scopeOf(options.host, options['all-hosts'], protocol),
        browser: browser === undefined ? undefined : chosen(browser),
        url,
        via: options.via,
        map: options.map.length > 0 ? readMap(options.map) : undefined,
        trust: options.trust,
        maxBody: options['max-body'],
        rotateAt: options.rotate,
        forMs: options.for,
        authorityFolder: options['ca-dir'],
      },
      context,
    );
  },
});

/** Throws UsageError where there is no such browser. */
function chosen(name: string): FoundBrowser {
  const { env, platform } = process;
  const wanted = name === any ? env.DRIFTWIRE_BROWSER || undefined : name;
  const found = findBrowser(wanted, { env, platform, home: homedir() });
  if (found) return found;
  const what = wanted === undefined ? `none of ${browserNames.join(', ')}` : `no browser '${wanted}'`;
  throw new UsageError('usage/browser', `capture: there is ${what} here`);
}
