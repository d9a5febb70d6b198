/** Runs npm weixinbot, unmodified, and says what it tells its user: one JSON object a line. It keeps files where it runs. */
import util from 'node:util';
import WeixinBot from 'weixinbot';

// Its database asks Node for these, which Node 23 and newer no longer have: it found no room by its name.
util.isArray = Array.isArray;
util.isDate = util.types.isDate;
util.isRegExp = util.types.isRegExp;

const say = (event, detail) => process.stdout.write(`${JSON.stringify({ event, ...detail })}\n`);
const bot = new WeixinBot();
let codes = 0;
let hasAnswered = false;

bot.on('qrcode', () => {
  codes += 1;
  if (codes === 1) say('qr');
  else {
    // All that it does about a logout is to show the next QR code.
    say('logout');
    process.exit(0);
  }
});
const received = ({ MsgId, MsgType, AppMsgType, FromUserName }) => {
  say('contacts', { known: bot.totalMemberCount });
  say('message', { id: MsgId, type: MsgType, app: AppMsgType, from: FromUserName });
  if (hasAnswered || MsgType !== 1) return;
  hasAnswered = true;
  bot.sendText(FromUserName, 'an answer', (error) =>
    error ? say('error', { message: String(error) }) : say('sent'),
  );
};
bot.on('friend', received);
bot.on('group', received);
bot.run();
