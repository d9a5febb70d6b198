/** How the index page looks, in light and in dark. */
export const pageStyle = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --line: light-dark(#0002, #fff2); --green: #07c160; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; height: 100vh; background: light-dark(#ededed, #111); display: grid; place-items: center; }
button { font: inherit; border: 0; border-radius: .4rem; padding: .4rem .9rem; cursor: pointer; background: var(--green); color: #fff; }
#login { background: light-dark(#fff, #1c1c1c); padding: 2.5rem 3rem; border-radius: 1rem; text-align: center; box-shadow: 0 8px 32px #0003; }
#login h1 { font-size: 1.1rem; font-weight: 500; margin: 0 0 1.5rem; }
#code { width: 270px; height: 270px; object-fit: contain; image-rendering: pixelated; border-radius: .5rem; background: #fff; }
#app { width: min(70rem, 100vw); height: min(48rem, 100vh); display: grid; grid-template-columns: 17rem 1fr;
  background: light-dark(#f7f7f7, #191919); box-shadow: 0 8px 32px #0003; overflow: hidden; }
nav { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); background: light-dark(#e9e9e9, #222); }
header { display: flex; align-items: center; gap: .75rem; padding: .75rem 1rem; min-height: 3.5rem; border-bottom: 1px solid var(--line); }
nav header b { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
nav header button { background: none; color: inherit; opacity: .6; padding: 0; }
#face, #chats img { width: 36px; height: 36px; border-radius: .3rem; }
#chats { list-style: none; margin: 0; padding: 0; overflow: auto; flex: 1; }
#chats li { display: flex; gap: .75rem; align-items: center; padding: .55rem 1rem; cursor: pointer; }
#chats li[aria-current] { background: light-dark(#0001, #fff1); }
#chats li.news::after { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: #fa5151; margin-left: auto; flex: none; }
#chats span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
section { display: grid; grid-template-rows: auto 1fr auto; min-height: 0; min-width: 0; }
#messages { list-style: none; margin: 0; padding: 1rem; overflow: auto; display: flex; flex-direction: column; gap: .75rem; }
#messages li { max-width: 75%; align-self: flex-start; }
#messages small { display: block; opacity: .55; font-size: .8rem; }
#messages div { padding: .5rem .8rem; border-radius: .4rem; background: light-dark(#fff, #2c2c2c); white-space: pre-wrap; overflow-wrap: anywhere; }
#messages .own { align-self: flex-end; }
#messages .own div { background: light-dark(#95ec69, #2f7d4f); }
#messages .note { align-self: center; opacity: .6; font-size: .85rem; }
#messages .note div { background: none; padding: 0; }
#messages img { display: block; max-width: 100%; border-radius: .3rem; }
#compose { display: flex; gap: .75rem; align-items: center; padding: .75rem 1rem; border-top: 1px solid var(--line); }
#compose label { cursor: pointer; }
#text { flex: 1; font: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: light-dark(#fff, #2c2c2c); color: inherit; }
@media (max-width: 40rem) { #app { grid-template-columns: 4.2rem 1fr; } #chats span, nav header b, nav header button { display: none; } }
`;
