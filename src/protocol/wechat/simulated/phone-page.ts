/** The page behind the QR code: a phone with three buttons. */
import type { CodeState } from './login-code.ts';

const says: Readonly<Record<CodeState | 'unknown', string>> = {
  new: 'A computer shows this QR code.',
  scanned: 'Log in to WeChat on the computer?',
  confirmed: 'Confirmed. The computer goes on by itself.',
  used: 'Logged in.',
  cancelled: 'Cancelled.',
  expired: 'This QR code has expired.',
  unknown: 'This QR code has expired, was used, or never was.',
};

const buttons: Readonly<Partial<Record<CodeState, readonly (readonly [action: string, label: string])[]>>> = {
  new: [
    ['scan', 'Scan'],
    ['confirm', 'Scan and confirm'],
  ],
  scanned: [
    ['confirm', 'Confirm'],
    ['cancel', 'Cancel'],
  ],
};

const style = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#ededed, #111); }
main { box-sizing: border-box; width: min(22rem, 92vw); padding: 2.5rem 1.5rem; border-radius: 1.5rem; text-align: center;
  background: light-dark(#fff, #1e1e1e); box-shadow: 0 8px 32px #0003; }
h1 { font-size: 1rem; font-weight: 500; opacity: .65; margin: 0 0 1.5rem; }
p { font-size: 1.2rem; margin: 0 0 2rem; }
button { display: block; width: 100%; margin: .75rem 0 0; padding: .8rem; border: 0; border-radius: .6rem;
  font: inherit; cursor: pointer; background: light-dark(#06ad56, #07924a); color: #fff; }
button:focus-visible { outline: 2px solid #07c160; outline-offset: 2px; }
button[value=cancel] { background: light-dark(#0001, #fff2); color: inherit; }
`;

/** `state` undefined: there is no such code. */
export function phonePage({ state, isPush }: { state: CodeState | undefined; isPush: boolean }): string {
  const shown: CodeState | 'unknown' = state === 'new' && isPush ? 'scanned' : (state ?? 'unknown');
  const actions = shown === 'unknown' ? [] : (buttons[shown] ?? []);
  const form = actions
    .map(([action, label]) => `<button name="action" value="${action}">${label}</button>`)
    .join('\n');
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>WeChat on the phone</title><style>${style}</style></head>
<body><main><h1>Simulated phone</h1><p>${says[shown]}</p>
<form method="post">
${form}
</form></main></body></html>
`;
}
