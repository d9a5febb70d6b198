/** The XML of app messages: links, files, and all that share their frame (protocol.md 6.5). */
import { plainText } from '../content.ts';
import { element, type Made, type Making } from './making.ts';
import { encryFileName } from './mint.ts';

/** The parts of an appmsg in the order of the real ones. */
function appmsg(making: Making, type: number, more = ''): string {
  const { message, ages } = making;
  const declaration = ages.has('D32') && type === 5 ? '<?xml version="1.0" encoding="gbk"?>\n' : '';
  const { title = '', description = '', url = '' } = message;
  return [
    `${declaration}<msg>\n<appmsg appid="" sdkver="0">\n`,
    `${element('title', title)}\n${element('des', description)}\n<action>view</action>\n${element('type', type)}\n`,
    `<showtype>0</showtype>\n<content></content>\n${element('url', url)}\n<lowurl></lowurl>\n${more}`,
    '<extinfo></extinfo>\n</appmsg>\n',
    `${element('fromusername', making.author.id)}\n<scene>0</scene>\n`,
    '<appinfo>\n<version>1</version>\n<appname></appname>\n</appinfo>\n<commenturl></commenturl>\n</msg>\n',
  ].join('');
}

const extension = (name: string): string => (name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '');

function file(making: Making): Made {
  const { message, mediaId } = making;
  const name = message.name ?? 'notes.txt';
  const bytes = message.bytes ?? 1024;
  const attached = [
    element('totallen', bytes),
    element('attachid', mediaId),
    element('fileext', extension(name)),
  ].join('\n');
  return {
    xml: appmsg(
      { ...making, message: { ...message, title: name } },
      6,
      `<appattach>\n${attached}\n</appattach>\n`,
    ),
    fields: {
      FileName: name,
      FileSize: String(bytes),
      MediaId: mediaId,
      EncryFileName: encryFileName(name),
    },
  };
}

/** Elements that some app messages have besides. */
const appParts: Readonly<Record<number, (making: Making) => string>> = {
  3: ({ message }) => element('dataurl', message.url),
  33: ({ about }) =>
    `<weappinfo>${element('pagepath', 'pages/index')}${element('username', `${about.id}@app`)}${element('appid', 'wx0000000000000000')}</weappinfo>`,
  36: ({ about }) =>
    `<weappinfo>${element('pagepath', 'pages/index')}${element('username', `${about.id}@app`)}${element('appid', 'wx0000000000000000')}</weappinfo>`,
  51: ({ about, message }) =>
    `<finderFeed>${element('objectId', '14000000000000000000')}${element('nickname', plainText(about.name))}${element('desc', message.text)}</finderFeed>`,
  57: ({ about, message, id }) =>
    `<refermsg>${element('type', 1)}${element('svrid', id)}${element('fromusr', about.id)}${element('displayname', plainText(about.name))}${element('content', message.text)}</refermsg>`,
  2000: ({ message }) =>
    `<wcpayinfo>${element('paysubtype', 1)}${element('feedesc', message.text ?? '￥8.88')}${element('transcationid', '100005')}${element('transferid', '100006')}</wcpayinfo>`,
};

/** App messages of every other type. */
export function app(making: Making, type: number): Made {
  if (type === 6) return file(making);
  const { title = '', url = '' } = making.message;
  return {
    xml: appmsg(making, type, appParts[type]?.(making) ?? ''),
    fields: { AppMsgType: type, FileName: title, Url: url },
  };
}
