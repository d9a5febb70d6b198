/** The index page: a web client in miniature that works against the simulated backend. */
import { pageScript } from './index-script.ts';
import { pageStyle } from './index-style.ts';

interface Shown {
  /** The cookies are those of a live session. */
  readonly isLogin: boolean;
  /** Host that was asked. */
  readonly host: string;
  /** Host of the account's family. */
  readonly mainHost: string;
}

/** One self-contained page; nothing is loaded but what the protocol asks for. */
export function indexPage({ isLogin, host, mainHost }: Shown): string {
  // A page opened elsewhere is logged out: the cookies belong to the account's own host.
  const state = isLogin && host === mainHost ? '1' : '';
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>WeChat for Web, simulated</title>
<style>${pageStyle}</style>
<script>window.MMCgi={isLogin:!!"${state}"};</script>
</head><body>
<main id="login"><h1>WeChat for Web</h1><img id="code" alt="QR code"><p id="hint">Asking for a QR code…</p>
<button id="again" hidden>New QR code</button><button id="push" hidden>Log in on the phone again</button></main>
<div id="app" hidden>
<nav><header><img id="face" alt=""><b id="name"></b><button id="logout">Log out</button></header><ul id="chats"></ul></nav>
<section><header id="title"></header><ol id="messages"></ol>
<form id="compose"><label title="Send a file">📎<input id="file" type="file" hidden></label>
<input id="text" autocomplete="off" placeholder="Message"><button>Send</button></form></section>
</div>
<script>${pageScript}</script>
</body></html>
`;
}
