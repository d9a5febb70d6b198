/** Reads the XML of app messages, links and files among them, into plain fields (protocol.md 6.5). */
import { at } from '../shape.ts';
import { integerOf, type Parsed, positive, present, textOf, wireText } from './parsed-message.ts';

const app = (message: Parsed, name: string): string | undefined => message.xml(`/appmsg/${name}`);
const appTitle = (message: Parsed): string | undefined =>
  app(message, 'title') || wireText(message, 'FileName');

export const link = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    url: wireText(message, 'Url') || app(message, 'url'),
    source: app(message, 'sourcedisplayname') || message.xml('/appinfo/appname'),
    articles: articles(message),
  });

/** Articles of an official account. */
function articles(message: Parsed) {
  const items = ['/appmsg/mmreader/category/item', '/mmreader/category/item', '/category/item'].flatMap(
    (pointer) => message.xmlList(pointer),
  );
  const read = items.map((item) =>
    present({
      title: textOf(at(item, '/title')),
      url: textOf(at(item, '/url')),
      digest: textOf(at(item, '/digest')),
      cover: textOf(at(item, '/cover')),
    }),
  );
  const found = read.filter((item) => item !== undefined);
  return found.length > 0 ? found : undefined;
}

export const news = (message: Parsed) => present({ articles: articles(message) });

export const file = (message: Parsed) =>
  present({
    name: wireText(message, 'FileName') || app(message, 'title'),
    bytes: positive(message.wire.FileSize) ?? positive(app(message, 'appattach/totallen')),
    extension: app(message, 'appattach/fileext'),
    mediaId: wireText(message, 'MediaId') || app(message, 'appattach/attachid'),
  });

export const music = (message: Parsed) => present({ ...link(message), dataUrl: app(message, 'dataurl') });

export const transfer = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    amount: app(message, 'wcpayinfo/feedesc'),
    memo: app(message, 'wcpayinfo/pay_memo'),
    step: integerOf(app(message, 'wcpayinfo/paysubtype')),
    transferId: app(message, 'wcpayinfo/transferid'),
    // The server misspells it.
    transactionId: app(message, 'wcpayinfo/transcationid'),
  });

export const miniProgram = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    url: app(message, 'url'),
    program: app(message, 'sourcedisplayname'),
    userName: app(message, 'weappinfo/username') || app(message, 'sourceusername'),
    appId: app(message, 'weappinfo/appid'),
    page: app(message, 'weappinfo/pagepath'),
  });

export const quote = (message: Parsed) =>
  present({
    title: appTitle(message),
    quoted: present({
      type: integerOf(app(message, 'refermsg/type')),
      id: app(message, 'refermsg/svrid'),
      from: app(message, 'refermsg/fromusr'),
      chat: app(message, 'refermsg/chatusr'),
      name: app(message, 'refermsg/displayname'),
      text: app(message, 'refermsg/content'),
    }),
  });

export const channels = (message: Parsed) =>
  present({
    title: appTitle(message),
    author: app(message, 'finderFeed/nickname'),
    description: app(message, 'finderFeed/desc'),
    objectId: app(message, 'finderFeed/objectId'),
    userName: app(message, 'finderFeed/username'),
  });

export const appMessage = (message: Parsed) =>
  present({ title: appTitle(message), description: app(message, 'des'), url: app(message, 'url') });
