/** The part of the index page's script that keeps and shows messages and chats. */
import { messageKinds } from '../messages.ts';

/** What each kind is called, for those that the page only names. */
const kinds = JSON.stringify(messageKinds.map(({ when, says }) => ({ when, says })));

export const pageMessages = String.raw`
  // ---- messages
  var kinds = ${kinds};
  function plain(content) {
    var text = String(content).replace(/<br\s*\/?>/g, '\n').replace(/<span class="emoji emoji([0-9a-f]+)"><\/span>/g, function (all, hex) {
      var points = hex.length > 6 ? [hex.slice(0, hex.length / 2), hex.slice(hex.length / 2)] : [hex];
      return String.fromCodePoint.apply(null, points.map(function (point) { return parseInt(point, 16); }));
    });
    var page = new DOMParser().parseFromString('<!doctype html><body>' + text.replace(/</g, '&lt;'), 'text/html');
    return page.body.textContent;
  }
  function nameOf(userName) {
    var contact = contacts[userName];
    return contact ? plain(contact.RemarkName || contact.NickName) || userName : userName;
  }
  function receive(item) {
    if (seen[item.MsgId] || item.MsgType === 51) return;
    seen[item.MsgId] = true;
    var own = item.FromUserName === self.UserName;
    var chat = own ? item.ToUserName : item.FromUserName;
    var content = item.Content, author = own ? '' : chat;
    var prefix = /^(@[a-zA-Z0-9]+):<br\/>/.exec(content);
    if (chat.startsWith('@@') && prefix) { author = prefix[1]; content = content.slice(prefix[0].length); }
    if (item.MsgType === 10002) {
      var taken = (/<msgid>(\d+)</.exec(plain(content)) || [])[1];
      Object.keys(logs).forEach(function (name) {
        logs[name].forEach(function (entry) { if (entry.id === taken) entry.note = 'A message was recalled.'; });
      });
      return show(current);
    }
    keep(chat, { id: item.MsgId, own: own, author: author, item: item, content: content });
  }
  function keep(chat, entry) {
    (logs[chat] = logs[chat] || []).push(entry);
    order = [chat].concat(order.filter(function (name) { return name !== chat; }));
    if (!(chat in contacts)) details([chat]);
    if (chat === current) show(chat);
    else (contacts[chat] = contacts[chat] || { UserName: chat, NickName: chat }).news = true;
  }
  function kindOf(item) {
    var found = kinds.find(function (kind) {
      return Object.keys(kind.when).every(function (name) { return String(item[name]) === String(kind.when[name]); });
    });
    return found ? found.says : 'a message of type ' + item.MsgType;
  }
  // One line: what the list of chats shows, and what stands for a message that the page cannot show.
  function summary(entry) {
    var item = entry.item;
    if (entry.note) return entry.note;
    if (item.MsgType === 1 || item.MsgType === 10000) return plain(entry.content);
    return ('[' + kindOf(item) + '] ' + plain(item.FileName || '')).trim();
  }
  function body(entry) {
    var item = entry.item, box = document.createElement('div');
    if (entry.note) box.textContent = entry.note;
    else if (item.MsgType === 3 || item.MsgType === 47) box.append(picture(item.MsgId));
    else if (item.MsgType === 49 && item.AppMsgType === 6) box.append(card(fileUrl(item), plain(item.FileName), size(item.FileSize)));
    else if (item.MsgType === 49) {
      var about = (/<des>([^<]*)<\/des>/.exec(plain(entry.content)) || [])[1] || kindOf(item);
      box.append(card(item.Url ? plain(item.Url) : '', plain(item.FileName), plain(about)));
    } else box.textContent = summary(entry);
    return box;
  }
  function size(bytes) {
    var count = Number(bytes) || 0;
    return count < 1024 ? count + ' B' : count < 1048576 ? (count / 1024).toFixed(1) + ' KB' : (count / 1048576).toFixed(1) + ' MB';
  }
  function picture(messageId) {
    var image = new Image();
    image.onload = bottom;
    image.alt = 'a picture';
    image.src = cgi + '/webwxgetmsgimg?&MsgID=' + messageId + '&skey=' + encodeURIComponent(session.skey) + '&type=slave';
    return image;
  }
  function card(url, title, about) {
    var tag = document.createElement('a'), name = document.createElement('b'), more = document.createElement('small');
    if (/^https?:/.test(url)) tag.href = url;
    tag.target = '_blank';
    tag.rel = 'noreferrer';
    name.textContent = title;
    more.textContent = about;
    tag.append(name, more);
    return tag;
  }
  function fileUrl(item) {
    return role('file') + cgi + '/webwxgetmedia?sender=' + item.FromUserName + '&mediaid=' + item.MediaId + '&encryfilename=' + item.EncryFileName +
      '&fromuser=' + session.uin + '&pass_ticket=' + encodeURIComponent(session.pass) + '&webwx_data_ticket=' + encodeURIComponent(cookie('webwx_data_ticket'));
  }
  function show(chat) {
    current = chat;
    if (contacts[chat]) contacts[chat].news = false;
    id('title').textContent = nameOf(chat);
    id('messages').replaceChildren.apply(id('messages'), (logs[chat] || []).map(function (entry) {
      var row = document.createElement('li'), who = document.createElement('small'), box = body(entry);
      row.className = entry.item.MsgType === 10000 || entry.note ? 'note' : entry.own ? 'own' : '';
      if (!entry.own && row.className !== 'note') { who.textContent = nameOf(entry.author); row.append(who); }
      if (box.firstElementChild) box.className = box.firstElementChild.localName;
      row.append(box);
      return row;
    }));
    bottom();
    paint();
  }
  function bottom() { id('messages').scrollTop = id('messages').scrollHeight; }
  function paint() {
    id('chats').replaceChildren.apply(id('chats'), order.filter(function (name) { return contacts[name] && name !== self.UserName; }).map(function (name) {
      var row = document.createElement('li'), image = new Image(), label = document.createElement('span'), last = document.createElement('small');
      var entries = logs[name] || [];
      image.loading = 'lazy';
      image.alt = '';
      image.src = contacts[name].HeadImgUrl || '';
      label.textContent = row.title = nameOf(name);
      if (entries.length) { last.textContent = summary(entries[entries.length - 1]); label.append(last); }
      if (name === current) row.setAttribute('aria-current', 'true');
      if (contacts[name].news) row.className = 'news';
      row.onclick = function () { show(name); };
      row.append(image, label);
      return row;
    }));
  }
`;
