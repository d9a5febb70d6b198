/** How the index page looks, in light and in dark. */
export const pageStyle = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --line: light-dark(#0000001f, #ffffff1f); --soft: light-dark(#666, #a0a0a0); --box: light-dark(#fff, #2c2c2c); --green: #07c160; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; height: 100dvh; background: light-dark(#ededed, #111); display: grid; place-items: center; }
button { font: inherit; border: 0; border-radius: .4rem; padding: .45rem 1rem; cursor: pointer; background: light-dark(#06ad56, #07924a); color: #fff; }
:focus-visible { outline: 2px solid var(--green); outline-offset: 1px; }
#login { width: min(24rem, 92vw); background: light-dark(#fff, #1c1c1c); padding: 2.25rem 1.5rem; border-radius: 1rem; text-align: center; box-shadow: 0 8px 32px #0003; }
#login h1 { font-size: 1.1rem; font-weight: 500; margin: 0 0 1.5rem; }
#login p { margin: 1rem 0 0; }
#login #more { margin: 0; font-size: .85rem; color: var(--soft); }
#login button { margin-top: 1rem; }
#code { width: 270px; height: 270px; max-width: 100%; object-fit: contain; image-rendering: pixelated; border-radius: .5rem; background: #fff; cursor: pointer; }
#code:not([src]) { visibility: hidden; }
#app { width: min(70rem, 100vw); height: min(48rem, 100dvh); display: grid; grid-template: 100% / 17rem minmax(0, 1fr);
  background: light-dark(#f7f7f7, #191919); box-shadow: 0 8px 32px #0003; overflow: hidden; }
nav { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); background: light-dark(#e9e9e9, #222); }
header { display: flex; align-items: center; gap: .75rem; padding: 0 1rem; height: 4rem; flex: none; border-bottom: 1px solid var(--line); }
header b { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
header button { background: none; color: var(--soft); padding: .3rem .5rem; margin-right: -.5rem; white-space: nowrap; }
header button:hover { color: inherit; }
#face, #chats img { width: 36px; height: 36px; border-radius: .3rem; flex: none; background: var(--line); }
#chats { list-style: none; margin: 0; padding: 0; overflow: auto; flex: 1; }
#chats li { position: relative; display: flex; gap: .75rem; align-items: center; height: 3.5rem; padding: 0 1rem; cursor: pointer; }
#chats li:hover { background: light-dark(#0000000a, #ffffff0a); }
#chats li[aria-current] { background: light-dark(#00000014, #ffffff17); }
#chats li.news::after { content: ""; position: absolute; left: 2.95rem; top: .45rem; width: .65rem; height: .65rem; border-radius: 50%; background: #fa5151; }
#chats span { min-width: 0; line-height: 1.35; }
#chats span, #chats small { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#chats small { display: block; color: var(--soft); font-size: .8rem; }
section { display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr); min-height: 0; min-width: 0; }
#messages { list-style: none; margin: 0; padding: 1rem; overflow: auto; display: flex; flex-direction: column; gap: .75rem; }
#messages li { max-width: 75%; align-self: flex-start; flex: none; }
#messages li > small { display: block; color: var(--soft); font-size: .8rem; }
#messages div { padding: .5rem .8rem; border-radius: .4rem; background: var(--box); white-space: pre-wrap; overflow-wrap: anywhere; width: fit-content; }
#messages .own { align-self: flex-end; }
#messages .own div { background: light-dark(#95ec69, #2b6e46); }
#messages .note { align-self: center; color: var(--soft); font-size: .85rem; }
#messages .note div, #messages div.img { background: none; padding: 0; }
#messages img { display: block; max-width: 100%; max-height: 20rem; border-radius: .4rem; }
#messages .own div.a, #messages div.a { background: var(--box); padding: 0; }
#messages a { display: block; min-width: min(15rem, 55vw); padding: .6rem .8rem; color: inherit; text-decoration: none; }
#messages a[href]:hover b { text-decoration: underline; }
#messages a b { display: block; font-weight: 500; }
#messages a small { color: var(--soft); font-size: .8rem; }
#compose { display: flex; gap: .75rem; align-items: center; padding: .75rem 1rem; border-top: 1px solid var(--line); }
#compose label { display: grid; cursor: pointer; color: var(--soft); }
#text { flex: 1; min-width: 0; font: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--box); color: inherit; }
@media (max-width: 40rem) { #app { height: 100dvh; grid-template-columns: 4.2rem minmax(0, 1fr); } #chats span, nav header b { display: none; }
  #messages li { max-width: 88%; } }
`;
