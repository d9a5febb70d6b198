/** Runs npm wechat4u, unmodified, and says what it tells its user: one JSON object a line. */
import Wechat4u from 'wechat4u';

const say = (event, detail) => process.stdout.write(`${JSON.stringify({ event, ...detail })}\n`);
const bot = new Wechat4u();
let hasAnswered = false;

bot.on('uuid', () => say('qr'));
bot.on('login', () => say('login'));
bot.on('contacts-updated', () => say('contacts', { known: Object.keys(bot.contacts).length }));
bot.on('error', (error) => say('error', { message: String(error?.message ?? error) }));
bot.on('message', (message) => {
  const { MsgId, MsgType, AppMsgType, FromUserName } = message;
  say('message', { id: MsgId, type: MsgType, app: AppMsgType, from: FromUserName });
  if (hasAnswered || MsgType !== 1) return;
  hasAnswered = true;
  bot.sendText('an answer', FromUserName).then(
    () => say('sent'),
    (error) => say('error', { message: String(error) }),
  );
});
bot.on('logout', () => {
  say('logout');
  process.exit(0);
});
bot.start();
