/** The request headers Chrome sends for each kind of call the page makes, in wire order. */

const version = 145;
const agent = (chrome) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome} Safari/537.36`;

const picture = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const webPage =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const xhr = 'application/json, text/plain, */*';

/** Each form names its headers in order, then what it always says in them. */
const forms = {
  script: {
    order:
      'Host Connection sec-ch-ua-platform User-Agent sec-ch-ua Accept-Language sec-ch-ua-mobile Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: { Accept: '*/*', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
  },
  image: {
    order:
      'Host Connection sec-ch-ua-platform User-Agent sec-ch-ua Accept-Language sec-ch-ua-mobile Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: { Accept: picture, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
  },
  xhr: {
    order:
      'Host Connection sec-ch-ua-platform User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: { Accept: xhr, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  },
  json: {
    order:
      'Host Connection Content-Length sec-ch-ua-platform User-Agent Accept sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Origin Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: { Accept: xhr, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  },
  ajax: {
    order:
      'Host Connection sec-ch-ua-platform X-Requested-With User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: {
      'X-Requested-With': 'XMLHttpRequest',
      Accept: 'application/json, text/javascript, */*; q=0.01',
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Dest': 'empty',
    },
  },
  upload: {
    order:
      'Host Connection Content-Length sec-ch-ua-platform User-Agent sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Accept Origin Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: { Accept: '*/*', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  },
  preflight: {
    order:
      'Host Connection Accept Access-Control-Request-Method Origin User-Agent Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-Dest Referer Accept-Encoding Accept-Language',
    says: {
      Accept: '*/*',
      'Access-Control-Request-Method': 'POST',
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Dest': 'empty',
    },
  },
  document: {
    order:
      'Host Connection Cache-Control sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests User-Agent Accept-Language Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-User Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: {
      'Upgrade-Insecure-Requests': '1',
      Accept: webPage,
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-User': '?1',
      'Sec-Fetch-Dest': 'document',
    },
  },
  form: {
    order:
      'Host Connection Content-Length Cache-Control sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests Content-Type User-Agent Origin Accept-Language Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-User Sec-Fetch-Dest Referer Accept-Encoding Cookie',
    says: {
      'Cache-Control': 'max-age=0',
      'Upgrade-Insecure-Requests': '1',
      Accept: webPage,
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-User': '?1',
      'Sec-Fetch-Dest': 'document',
    },
  },
  player: {
    order:
      'Host Connection sec-ch-ua-platform Accept-Encoding User-Agent sec-ch-ua Accept-Language sec-ch-ua-mobile Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Cookie Range',
    says: {
      'Accept-Encoding': 'identity;q=1, *;q=0',
      Accept: '*/*',
      'Sec-Fetch-Mode': 'no-cors',
      'Sec-Fetch-Dest': 'video',
      Range: 'bytes=0-',
    },
  },
};

const always = {
  Connection: 'keep-alive',
  'sec-ch-ua-platform': '"Windows"',
  'User-Agent': agent(`${version}.0.0.0`),
  'sec-ch-ua': `"Not:A-Brand";v="99", "Google Chrome";v="${version}", "Chromium";v="${version}"`,
  'sec-ch-ua-mobile': '?0',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
};

/** @typedef {keyof typeof forms} RequestForm */

const names = ({ order }) => order.split(' ');
const isOld = (name) => !/^(sec-|upgrade-)/i.test(name);
const orders = Object.fromEntries(Object.entries(forms).map(([form, says]) => [form, names(says)]));

/** Before 2019 Chrome said less of itself. */
const oldAgent = agent('72.0.3626.121');
const oldOrders = Object.fromEntries(
  Object.entries(forms).map(([form, says]) => [form, names(says).filter(isOld)]),
);
const defaults = Object.fromEntries(
  Object.entries(forms).map(([form, { says }]) => [form, { ...always, ...says }]),
);

/**
 * Header lines of one request; a header without a value is left out.
 * @param {RequestForm} form
 * @param {Record<string, string | undefined>} values by header name, over what the form says
 * @param {boolean} [isModern] false: as Chrome sent them before 2019
 * @returns {[name: string, value: string][]}
 */
export function requestHeaders(form, values, isModern = true) {
  const lines = [];
  for (const name of (isModern ? orders : oldOrders)[form]) {
    const value = name in values ? values[name] : defaults[form][name];
    if (value) lines.push([name, name === 'User-Agent' && !isModern ? oldAgent : value]);
  }
  return lines;
}

/** What Sec-Fetch-Site says of a call from one host to another. */
export function fetchSite(fromHost, toHost) {
  if (fromHost === toHost) return 'same-origin';
  return registrable(fromHost) === registrable(toHost) ? 'same-site' : 'cross-site';
}

const registrable = (host) => host.split('.').slice(-2).join('.');
