/** The contents of messages that are more than a text, by kind (protocol.md 6.4, 6.5). */
import type { Fields } from '../../codec/values.ts';
import { plainText } from '../content.ts';
import { cgi } from '../replies.ts';
import { attributes, declared, element, type Made, type Making } from './making.ts';

const sized = ({ message }: Making, width: number, height: number) => ({
  ImgWidth: message.width ?? width,
  ImgHeight: message.height ?? height,
});

function image(making: Making): Made {
  return {
    xml: `${declared}<msg>\n<img length="6503" hdlength="0" />\n<commenturl></commenturl>\n</msg>\n`,
    fields: { ImgStatus: 2, ...sized(making, 120, 90) },
  };
}

function voice({ message, author, id }: Making): Made {
  const length = (message.seconds ?? 3) * 1000;
  const voicemsg = attributes({
    endflag: 1,
    cancelflag: 0,
    forwardflag: 0,
    voiceformat: 4,
    voicelength: length,
    length: message.bytes ?? 4096,
    bufid: 0,
    clientmsgid: id,
    fromusername: author.id,
  });
  return { xml: `<msg><voicemsg${voicemsg} /></msg>`, fields: { VoiceLength: length } };
}

function video(making: Making): Made {
  const { message, author } = making;
  const playlength = message.seconds ?? 8;
  const values = { length: message.bytes ?? 65_536, playlength, fromusername: author.id };
  return {
    xml: `${declared}<msg>\n<videomsg${attributes(values)} />\n</msg>\n`,
    fields: { PlayLength: playlength, ...sized(making, 160, 90) },
  };
}

const recommended = ({ about, aboutAlias, message }: Making, ticket = ''): Fields => ({
  RecommendInfo: {
    UserName: aboutAlias,
    NickName: about.name,
    QQNum: 0,
    Province: about.province,
    City: about.city,
    Content: message.text ?? '',
    Signature: about.signature,
    Alias: about.alias,
    Scene: 17,
    VerifyFlag: about.verify,
    AttrStatus: 0,
    Sex: about.sex,
    Ticket: ticket,
    OpCode: ticket === '' ? 0 : 2,
  },
});

function request(making: Making): Made {
  const { about, message, id } = making;
  const hex = BigInt(id).toString(16);
  const ticket = `v2_${hex.repeat(4)}@stranger`;
  const values = {
    fromusername: about.id,
    encryptusername: `v1_${hex.repeat(4)}@stranger`,
    fromnickname: plainText(about.name),
    content: message.text ?? '',
    scene: 3,
    sex: about.sex,
    alias: about.alias,
    ticket,
    opcode: 2,
  };
  return {
    xml: `<msg${attributes(values)}><brandlist count="0" ver="0"></brandlist></msg>`,
    fields: { ...recommended(making, ticket), Ticket: ticket },
  };
}

function card(making: Making): Made {
  const { about } = making;
  const values = {
    username: about.id,
    nickname: plainText(about.name),
    alias: about.alias,
    scene: 17,
    sex: about.sex,
    certflag: 0,
  };
  return { xml: `${declared}<msg${attributes(values)} />\n`, fields: recommended(making) };
}

function emoticon(making: Making): Made {
  const { author, id } = making;
  const md5 = BigInt(id).toString(16).padStart(32, '0');
  const values = {
    fromusername: author.id,
    tousername: '',
    type: 2,
    md5,
    len: 4321,
    productid: '',
    width: 120,
    height: 120,
  };
  const game = '<gameext type="0" content="0"></gameext>';
  return { xml: `<msg><emoji${attributes(values)}></emoji>${game}</msg>`, fields: sized(making, 120, 120) };
}

function location(making: Making): Made {
  const { message, id, ages } = making;
  const [x, y] = [39.908_823, 116.397_47];
  const label = message.text ?? '北京市东城区东长安街';
  const picture = `${cgi}/webwxgetpubliclinkimg?url=xxx&msgid=${id}&pictype=location`;
  const values = { x, y, scale: 16, label, maptype: 0, poiname: message.title ?? '广场' };
  const host = ages.has('D36') ? 'apis' : 'api';
  return {
    text: `${label}:\n${picture}`,
    fields: {
      Url: `http://${host}.map.qq.com/uri/v1/geocoder?coord=${x},${y}`,
      OriContent: `${declared}<msg>\n<location${attributes(values)} />\n</msg>\n`,
    },
  };
}

const news = ({ message }: Making): Made => {
  const { title = '今日要闻', url = 'http://mp.weixin.qq.com/s?__biz=MzA&mid=1', text = '' } = message;
  const item = `${element('title', title)}${element('url', url)}${element('digest', text)}${element('cover')}`;
  return { xml: `<mmreader><category type="20" count="1"><item>${item}</item></category></mmreader>` };
};

const greeting = ({ message, chinese }: Making): Made => ({
  text: message.text ?? (chinese ? '收到红包，请在手机上查看' : 'Red packet received. View on phone.'),
});

/** By MsgType; texts of every other type are sent as they are. */
export const makers: Readonly<Record<number, (making: Making) => Made>> = {
  3: image,
  34: voice,
  37: request,
  40: request,
  42: card,
  43: video,
  47: emoticon,
  48: (making) => ({ xml: String(location(making).fields?.OriContent) }),
  62: video,
  10002: ({ author, message }) => ({
    xml: `<sysmsg type="pat"><pat>${element('fromusername', author.id)}${element('template', message.text)}</pat></sysmsg>`,
  }),
};

/** Kinds that share a MsgType with texts. */
export const textMakers: Readonly<Record<string, (making: Making) => Made>> = {
  location,
  news,
  'red-envelope': greeting,
};
