/** Who writes recordings, and what each of them leaves out or bends. */

export interface Exporter {
  readonly name: string;
  /** What readers of its files must know. */
  readonly habits: readonly string[];
  /** What was on the wire and is not in its files. */
  readonly lost: readonly string[];
}

type Row = Exporter & { readonly creator: RegExp };

/** By `log.creator.name`; the first that fits counts. */
const rows: readonly Row[] = [
  {
    creator: /^WebInspector$/i,
    name: 'Chrome, Edge and other Chromium browsers (developer tools)',
    habits: [
      'entries stand in the order in which requests ended',
      'pseudo headers of HTTP/2 stand among the headers',
      'serverIPAddress is empty, or in brackets for IPv6',
      'content.size of some versions counts characters',
      'the type of a body that was not received is x-unknown',
    ],
    lost: [
      'cookies and authorisation headers, unless exported with sensitive data',
      'bodies no longer in its cache',
    ],
  },
  {
    creator: /^Firefox$/i,
    name: 'Firefox (developer tools)',
    habits: [
      'times have a local offset',
      'form bodies are given as text and as parameters',
      'versions 54 to 56 write null for the time; a blocked request has no timings',
      'a text may be called base64 and not be it',
    ],
    lost: ['the rest of bodies longer than about 1 MB'],
  },
  {
    creator: /^Firebug$/i,
    name: 'Firebug',
    habits: [
      'HAR 1.1',
      'the creator may stand behind the entries',
      'dates may be NaN',
      'some files are JSONP',
    ],
    lost: ['bodies that were not cached'],
  },
  {
    creator: /^WebKit Web Inspector$/i,
    name: 'Safari (Web Inspector)',
    habits: ['httpVersion is empty where it is not known', 'sizes are those of packed bodies'],
    lost: [],
  },
  {
    creator: /^Charles/i,
    name: 'Charles Proxy',
    habits: [
      'there are no pages',
      'redirectURL, statusText and what is not known of cookies are null',
      'the expiry of cookies is spelt as in the header',
      'JSON bodies are base64; request bodies may be too, with an encoding HAR does not know',
      'the size is that of the packed body',
    ],
    lost: ['messages of WebSockets', 'what came after memory ran low'],
  },
  {
    creator: /^Fiddler/i,
    name: 'Fiddler',
    habits: [
      'the file begins with a byte order mark',
      'times have seven decimals and an offset',
      'keys stand behind the entries',
    ],
    lost: [],
  },
  {
    creator: /^mitmproxy/i,
    name: 'mitmproxy',
    habits: [
      'content.size is the length of the packed body',
      'times have six decimals and an offset',
      'binary request bodies are characters, one for each byte',
      'timings that were not measured are null in older versions',
    ],
    lost: [
      'request bodies of other methods than POST, PUT and PATCH',
      'the expiry of cookies',
      'dns and blocked',
    ],
  },
  {
    creator: /^Splash$/i,
    name: 'Splash',
    habits: [
      'headers of one name are joined by line breaks',
      'URLs hold blanks',
      'the expiry of cookies has no zone',
      'the type of bodies is empty',
      'keys stand behind the entries',
    ],
    lost: ['bodies, unless asked for'],
  },
  {
    creator: /^pcap2har$/i,
    name: 'pcap2har',
    habits: [
      'HAR 1.1',
      'times have six decimals',
      'base64 is broken into lines',
      'a response may be missing',
    ],
    lost: [],
  },
  {
    creator: /^WebPagetest$/i,
    name: 'WebPagetest',
    habits: ['HAR 1.1', 'httpVersion may be empty or nonsense', 'the type of bodies may be empty'],
    lost: ['bodies, unless asked for'],
  },
  {
    creator: /^(chrome-har|Browsertime|Chrome HAR Capturer|sitespeed\.io)$/i,
    name: 'chrome-har and its users (Browsertime, sitespeed.io)',
    habits: [
      'headers of one name are joined by line breaks',
      'pseudo headers of HTTP/2 stand among the headers',
      'entries are not sorted',
    ],
    lost: ['bodies, unless asked for'],
  },
  {
    creator: /^Playwright$/i,
    name: 'Playwright',
    habits: [
      'bodies may lie in files beside the HAR',
      'WebSocket messages are timed in milliseconds',
      'a failed request has the status -1',
      'times are -1 in minimal recordings',
      'content.size may be -1',
    ],
    lost: ['binary request bodies, which are empty text when embedded', 'cookies in minimal recordings'],
  },
  {
    creator: /^(HTTP Toolkit|httptoolkit)/i,
    name: 'HTTP Toolkit',
    habits: ['redirectURL is always empty', 'binary request bodies stand in _content'],
    lost: ['bodies longer than 500 kB, which are a comment instead'],
  },
  {
    creator: /^Proxyman/i,
    name: 'Proxyman',
    habits: ['there are no pages', 'JSON bodies are base64'],
    lost: [],
  },
  {
    creator: /^Polly/i,
    name: 'Polly.JS',
    habits: ['entries carry _id and _order and are sorted by time'],
    lost: ['binary request bodies'],
  },
  {
    creator: /redocly/i,
    name: 'Redocly proxy',
    habits: ['the whole time is wait'],
    lost: ['the accept-encoding header, so that the request is not what the client would send'],
  },
  {
    creator: /^k6/i,
    name: 'k6 Studio',
    habits: ['encoding is always base64'],
    lost: ['repeated fields of forms', 'characters beyond Latin 1'],
  },
  {
    creator: /^Optic/i,
    name: 'Optic',
    habits: [
      'the creator is text',
      'request bodies are base64',
      'response headers may be those of the request',
    ],
    lost: ['the headers of responses, in some versions'],
  },
  {
    creator: /^Insomnia/i,
    name: 'Insomnia',
    habits: ['there are no pages', 'form bodies are given as text and as parameters'],
    lost: [],
  },
  {
    creator: /^BrowserMob|^BrowserUp/i,
    name: 'BrowserMob Proxy',
    habits: ['base64 bodies may still be packed', 'binary bodies are characters, one for each byte'],
    lost: ['bodies, unless asked for'],
  },
  {
    creator: /^Advanced REST Client/i,
    name: 'Advanced REST Client',
    habits: ['encoding is utf-8', 'the type of the request body is null', 'redirectURL is missing'],
    lost: [],
  },
];

/** What is known of the tool that wrote a recording. */
export function exporterOf(creator: { readonly name: string } | undefined): Exporter | undefined {
  const row = rows.find((one) => creator !== undefined && one.creator.test(creator.name.trim()));
  return row === undefined ? undefined : { name: row.name, habits: row.habits, lost: row.lost };
}
