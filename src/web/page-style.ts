import { createHash } from 'node:crypto';

/** All that the pages look like, inline so that a page is one file; its hash is what their policy lets through. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fdfcfa;--card:#fff;--ink:#1f2328;--muted:#59606a;--line:#dcd8d0;--accent:#0b5c8a;--mark:#e4eff6;--warn:#7a4100;--warn-bg:#fdf0df}
@media (prefers-color-scheme:dark){:root{--paper:#15181c;--card:#1d2126;--ink:#e6e8eb;--muted:#a3abb5;--line:#363c44;--accent:#7cc4f0;--mark:#1c3a4d;--warn:#f3c17e;--warn-bg:#3a2a14}}
*{box-sizing:border-box}
html{font:100%/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
.page{max-width:74rem;margin:0 auto;padding:2.5rem 1.5rem 4rem;display:grid;grid-template-columns:14rem minmax(0,1fr);column-gap:3.5rem}
.page>*{min-width:0}
header,footer{grid-column:1/-1}
header{padding-bottom:1.75rem;margin-bottom:2rem;border-bottom:1px solid var(--line)}
header>*{max-width:52rem}
h1,h2,h3,h4,h5{line-height:1.25;margin:0;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.6rem);letter-spacing:-.015em}
h2{font-size:1.65rem;letter-spacing:-.01em;margin-bottom:.75rem}
h3{font-size:1.2rem;margin:2.25rem 0 .6rem}
h4{font-size:1rem;margin:1.4rem 0 .4rem}
h5{font-size:.875rem;margin:0 0 .3rem;color:var(--muted)}
p,ul,ol,dl,table,figure{margin:0 0 1rem}
p,li,dd{max-width:44rem}
a{color:var(--accent);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
main:focus{outline:none}
.skip{position:absolute;left:-99rem;top:0;padding:.6rem 1rem;background:var(--card);z-index:1}
.skip:focus{left:.5rem;top:.5rem}
.eyebrow{font-size:.8rem;font-weight:600;letter-spacing:.09em;text-transform:uppercase;color:var(--accent);margin-bottom:.4rem}
.idea{font-size:1.1rem;margin:.75rem 0 0}
.facts{color:var(--muted);margin:.75rem 0 0}
.notice{margin:1.25rem 0 0;padding:.85rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;font-size:.9rem;color:var(--muted)}
.notice p{margin:0;max-width:none}
.notice p+p{margin-top:.35rem}
nav{font-size:.9rem}
nav>*{position:sticky;top:1.5rem}
nav p{font-weight:600;margin:0 0 .5rem}
nav ol{list-style:none;padding:0;top:3.5rem;max-height:calc(100vh - 5rem);overflow-y:auto}
nav a{display:block;padding:.3rem 0;color:var(--muted);text-decoration:none}
nav a:hover{color:var(--accent);text-decoration:underline}
section+section{margin-top:3.5rem;padding-top:2.5rem;border-top:1px solid var(--line)}
ul{padding-inline-start:1.2rem}
li{margin-bottom:.45rem}
li::marker{color:var(--muted)}
dl>div{margin-bottom:.7rem}
dt{font-size:.85rem;font-weight:600;color:var(--muted)}
dd{margin:0}
dd>ul{margin:.2rem 0 0}
.answer>div{padding:1rem 1.25rem;margin-bottom:.75rem;background:var(--card);border:1px solid var(--line);border-inline-start:4px solid var(--accent);border-radius:.5rem}
.answer dd{font-size:1.08rem}
.note{font-size:.85rem;color:var(--muted)}
.name{margin:1.2rem 0 .35rem}
.detail{display:block;font-size:.92rem}
.label{color:var(--muted)}
.mark{display:inline-block;padding:0 .5em;background:var(--mark);border-radius:1em;font-size:.78rem;font-weight:600;line-height:1.6}
.from{display:inline-block;font-size:.8rem;font-weight:400;color:var(--muted)}
.from::before{content:"— "}
.from a{display:inline-block;min-width:1.5rem;padding:0 .35rem;text-align:center;border:1px solid var(--line);border-radius:.35rem;text-decoration:none;line-height:1.5rem}
.from a:hover{border-color:var(--accent)}
.assumption{font-size:.8rem;font-weight:600;color:var(--warn);background:var(--warn-bg);border-radius:.3rem;padding:.05rem .4rem}
table{width:100%;border-collapse:collapse;font-size:.92rem}
th,td{text-align:start;vertical-align:top;padding:.6rem .75rem;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-inline-start:0}
thead th{font-size:.8rem;color:var(--muted);border-bottom-width:2px;white-space:nowrap}
tbody th{font-weight:600;min-width:9rem}
td{min-width:5.5rem}
.card{margin:1.25rem 0;padding:1.1rem 1.25rem .4rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;break-inside:avoid}
.card h4{margin:0;font-size:1.1rem}
.card .fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.25rem 1.75rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.75rem 1.75rem;padding-top:.75rem;border-top:1px solid var(--line)}
figure{margin:1.25rem 0;overflow-x:auto}
img{display:block;max-width:100%;height:auto;border-radius:.75rem}
footer{margin-top:3.5rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--muted)}
.alone{max-width:36rem;margin:0 auto;padding:18vh 1.5rem}
.alone h1{font-size:1.75rem;margin-bottom:.75rem}
@media (min-width:60rem){section>.fields>div{display:grid;grid-template-columns:10.5rem minmax(0,1fr);column-gap:1.25rem}section>.fields dt{padding-top:.12rem}}
@media (max-width:56rem){
.page{display:block;padding:1.5rem 1.1rem 3rem}
nav{margin-bottom:2.5rem}
nav>*{position:static}
nav ol{max-height:none;columns:2;column-gap:1.5rem}
nav a{padding:.35rem 0}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,th,td{display:block}
tbody tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.5rem 1.5rem;padding:.85rem 1rem;margin-bottom:.75rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
tbody th,tbody td{padding:0;border:0;min-width:0}
tbody th{grid-column:1/-1}
tbody td:empty{display:none}
tbody td::before{content:attr(data-label);display:block;font-size:.8rem;font-weight:600;color:var(--muted)}
}
@media (max-width:44rem){img{max-width:none;width:40rem}}
@media print{
:root{--paper:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#bbb;--accent:#0b4a70;--mark:#eef4f8;--warn:#6b3900;--warn-bg:#fff}
html{font-size:10.5pt}
.page{display:block;max-width:none;padding:0}
nav,.skip{display:none}
h2,h3,h4,h5{break-after:avoid}
tr,figure,.answer>div{break-inside:avoid}
section+section{margin-top:2rem;padding-top:1.5rem}
}
`;

/** As a policy names it. */
export const pageStyleHash = `'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`;
