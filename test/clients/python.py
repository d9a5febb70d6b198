"""Logs in as ItChat does, with nothing but Python's own library: another HTTP, another TLS, another reader of cookies.

The proxy comes from HTTPS_PROXY, the root from SSL_CERT_FILE. Tells what it hears: one JSON object a line.
"""

import http.client
import http.cookiejar
import json
import os
import re
import ssl
import time
import urllib.parse
import urllib.request
import xml.dom.minidom

LOGIN = 'https://login.weixin.qq.com'
proxy = urllib.parse.urlsplit(os.environ['HTTPS_PROXY'])
context = ssl.create_default_context()
jar = http.cookiejar.CookieJar()
connections = {}


def say(event, **detail):
    print(json.dumps({'event': event, **detail}), flush=True)


def ask(url, body=None):
    """A request over the kept connection of its host, as requests.Session sends it."""
    parts = urllib.parse.urlsplit(url)
    headers = {
        'User-Agent': 'Mozilla/5.0 (Macintosh) Chrome/54',
        'Accept-Encoding': 'identity',
        'Accept': '*/*',
        'Connection': 'keep-alive',
    }
    data = None
    if body is not None:
        data = json.dumps(body, ensure_ascii=False).encode('utf8')
        headers['ContentType'] = 'application/json; charset=UTF-8'
    wanted = urllib.request.Request(url, data, headers)
    jar.add_cookie_header(wanted)
    connection = connections.get(parts.netloc)
    if connection is None:
        connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, context=context, timeout=60)
        connection.set_tunnel(parts.hostname, 443)
        connections[parts.netloc] = connection
    target = parts.path + ('?' + parts.query if parts.query else '')
    sent = {**headers, **({'Cookie': wanted.get_header('Cookie')} if wanted.has_header('Cookie') else {})}
    connection.request('POST' if data else 'GET', target, data, sent)
    answer = connection.getresponse()
    jar.extract_cookies(answer, wanted)
    return answer.read().decode('utf-8', 'replace')


def log_in():
    asked = ask(f'{LOGIN}/jslogin?appid=wx782c26e4c19acffb&fun=new')
    uuid = re.search(r'window.QRLogin.code = 200; window.QRLogin.uuid = "(\S+?)";', asked).group(1)
    ask(f'{LOGIN}/qrcode/{uuid}')
    say('qr')
    while True:
        now = int(time.time())
        polled = ask(
            f'{LOGIN}/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid={uuid}&tip=1&r={int(-now / 1579)}&_={now}'
        )
        code = re.search(r'window.code=(\d+)', polled).group(1)
        if code == '200':
            return re.search(r'window.redirect_uri="(\S+)";', polled).group(1)
        if code == '400':
            raise SystemExit('the code has expired')
        time.sleep(0.2)


def redeem(uri):
    told = xml.dom.minidom.parseString(ask(uri + '&fun=new')).documentElement
    return {node.nodeName: node.childNodes[0].data for node in told.childNodes if node.childNodes}


uri = log_in()
base = uri[: uri.rindex('/')]
push = f'https://webpush.{urllib.parse.urlsplit(uri).hostname}/cgi-bin/mmwebwx-bin'
values = redeem(uri)
request = {
    'Skey': values['skey'],
    'Sid': values['wxsid'],
    'Uin': values['wxuin'],
    'DeviceID': values['pass_ticket'],
}
init = json.loads(
    ask(
        f"{base}/webwxinit?r={int(-time.time() / 1579)}&pass_ticket={values['pass_ticket']}",
        {'BaseRequest': request},
    )
)
me = init['User']['UserName']
say('login')
ask(
    f'{base}/webwxstatusnotify?lang=zh_CN',
    {
        'BaseRequest': request,
        'Code': 3,
        'FromUserName': me,
        'ToUserName': me,
        'ClientMsgId': int(time.time()),
    },
)
known = {contact['UserName'] for contact in init['ContactList']} | {me}
seq = 0
while True:
    page = json.loads(ask(f"{base}/webwxgetcontact?r={int(time.time())}&seq={seq}&skey={values['skey']}"))
    known |= {contact['UserName'] for contact in page['MemberList']}
    seq = page['Seq']
    if not seq:
        break
say('contacts', known=len(known))

position = check = init['SyncKey']
has_answered = False
while True:
    key = '|'.join(f"{pair['Key']}_{pair['Val']}" for pair in check['List'])
    query = urllib.parse.urlencode(
        {
            'r': int(time.time() * 1000),
            'skey': values['skey'],
            'sid': values['wxsid'],
            'uin': values['wxuin'],
            'deviceid': values['pass_ticket'],
            'synckey': key,
            '_': int(time.time() * 1000),
        }
    )
    checked = re.search(
        r'window.synccheck={retcode:"(\d+)",selector:"(\d+)"}', ask(f'{push}/synccheck?{query}')
    )
    if checked.group(1) != '0':
        say('logout', retcode=checked.group(1))
        break
    if checked.group(2) == '0':
        continue
    news = json.loads(
        ask(
            f"{base}/webwxsync?sid={values['wxsid']}&skey={values['skey']}&pass_ticket={values['pass_ticket']}",
            {'BaseRequest': request, 'SyncKey': position, 'rr': ~int(time.time())},
        )
    )
    if news['BaseResponse']['Ret'] != 0:
        continue
    position, check = news['SyncKey'], news['SyncCheckKey']
    for message in news['AddMsgList']:
        say(
            'message',
            id=message['MsgId'],
            type=message['MsgType'],
            app=message['AppMsgType'],
            **{'from': message['FromUserName']},
        )
        if has_answered or message['MsgType'] != 1:
            continue
        has_answered = True
        own = int(time.time() * 1e4)
        answer = {
            'Type': 1,
            'Content': 'an answer',
            'FromUserName': me,
            'ToUserName': message['FromUserName'],
            'LocalID': own,
            'ClientMsgId': own,
        }
        told = json.loads(
            ask(
                f"{base}/webwxsendmsg?pass_ticket={values['pass_ticket']}",
                {'BaseRequest': request, 'Msg': answer, 'Scene': 0},
            )
        )
        say('sent' if told['BaseResponse']['Ret'] == 0 else 'error', message=str(told['BaseResponse']))
