/// The style sheet of the page.
enum PageStyle {
  static let sheet = """
    :root{\(Paint.variables(dark: false))--accent:#0072B2;--wash:#f5f6f8;--warn:#fff4e5;--warnline:#E69F00;\
    --shade:#00000055}
    @media (prefers-color-scheme:dark){
    :root{\(Paint.variables(dark: true))--accent:#56B4E9;--wash:#1d2126;--warn:#2b2314;--warnline:#E69F00;\
    --shade:#ffffff66}
    }
    \(Paint.rules)
    *,*::before,*::after{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;
    overflow-wrap:break-word}
    header,main{max-width:64rem;margin:0 auto;padding:0 1.5rem}
    header{padding-top:3.5rem}
    main{padding-bottom:5rem}
    .eyebrow{margin:0;color:var(--accent);font-size:.8125rem;font-weight:600;letter-spacing:.06em;\
    text-transform:uppercase}
    h1{margin:.25rem 0 .5rem;font-size:clamp(1.75rem,5vw,2.5rem);line-height:1.15;letter-spacing:-.015em;\
    font-weight:650}
    .subtitle{margin:0;color:var(--muted);max-width:44rem}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1.75rem 0 0;padding:.75rem 0;
    border-top:1px solid var(--grid);border-bottom:1px solid var(--grid);font-size:.9375rem}
    a{color:var(--accent);text-decoration:none}
    a:hover{text-decoration:underline}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
    section{padding-top:3.25rem}
    h2{margin:0 0 1rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;font-weight:650}
    p{margin:0 0 1.25rem;max-width:44rem}
    .warning{padding:.75rem 1rem;background:var(--warn);border-left:3px solid var(--warnline);\
    border-radius:0 .375rem .375rem 0}
    .headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr));gap:1rem;\
    margin-bottom:2rem}
    .headline{padding:1.125rem;background:var(--wash);border-radius:.75rem}
    .headline p{margin:0}
    .headline .label{font-size:.875rem;font-weight:600;color:var(--muted)}
    .headline .value{font-size:2.125rem;line-height:1.3;font-weight:650;letter-spacing:-.02em;\
    font-variant-numeric:tabular-nums}
    .headline .note{font-size:.875rem;line-height:1.45;color:var(--muted)}
    .scale{display:block;width:100%;height:8px;margin:.25rem 0 .625rem}
    .findings{margin:0}
    .findings div{display:grid;grid-template-columns:13rem 1fr;gap:.125rem 1.5rem;padding:.75rem 0;\
    border-top:1px solid var(--grid)}
    .findings div:last-child{border-bottom:1px solid var(--grid)}
    dt{font-weight:600}
    dd{margin:0}
    .scroll{overflow-x:auto;margin:0 0 1.5rem;background:linear-gradient(to right,var(--paper) 40%,transparent) \
    0 0/2.5rem 100% no-repeat local,linear-gradient(to left,var(--paper) 40%,transparent) 100% 0/2.5rem 100% no-repeat \
    local,linear-gradient(to right,var(--shade),transparent) 0 0/1.25rem 100% no-repeat scroll,\
    linear-gradient(to left,var(--shade),transparent) 100% 0/1.25rem 100% no-repeat scroll}
    table{border-collapse:collapse;min-width:100%;font-size:.9375rem;line-height:1.4;font-variant-numeric:tabular-nums}
    caption{text-align:left;padding:0 0 .5rem;color:var(--muted);font-size:.875rem}
    th,td{padding:.5rem .75rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid)}
    th:first-child,td:first-child{padding-left:0}
    th:last-child,td:last-child{padding-right:0}
    thead th{font-weight:600;font-size:.8125rem;color:var(--muted);vertical-align:bottom;\
    border-bottom-color:var(--muted)}
    tbody th{font-weight:500}
    .t{text-align:left;white-space:normal;max-width:26rem}
    .l{overflow-wrap:anywhere;min-width:12rem}
    .u{color:var(--muted);font-size:.875rem}
    thead .u{font-size:.8125rem}
    tbody tr:hover{background:var(--wash)}
    tfoot th,tfoot td{font-weight:600;border-bottom:0}
    tfoot tr:first-child th,tfoot tr:first-child td{border-top:1px solid var(--muted)}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:2rem 3rem;\
    margin-bottom:1.5rem}
    .beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem 3rem}
    .beside>div{min-width:0}
    .beside .findings div{grid-template-columns:1fr}
    .beside .findings{margin-bottom:1.5rem}
    .chart{margin:0;min-width:0;max-width:32rem}
    .chart.wide{max-width:none;grid-column:1/-1}
    .chart svg{display:block;width:100%;height:auto}
    .wide svg{min-width:34rem;max-width:46rem}
    figcaption{margin-top:.5rem;color:var(--muted);font-size:.875rem;line-height:1.5}
    details{margin:.5rem 0 1.25rem}
    summary{cursor:pointer;color:var(--accent);font-size:.9375rem;padding:.25rem 0}
    .chart summary{font-size:.875rem}
    details[open]>summary{margin-bottom:.5rem}
    pre{margin:0;padding:1rem;overflow-x:auto;background:var(--wash);border-radius:.5rem;font:.8125rem/1.5 ui-monospace,
    SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
    .pictures{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.25rem 1rem;
    margin:0 0 1.5rem;padding:0}
    .pictures.pairs{grid-template-columns:repeat(auto-fill,minmax(12.5rem,1fr))}
    .pictures li{min-width:0}
    .images{display:flex;gap:.25rem}
    .pictures img{display:block;flex:1 1 0;min-width:0;width:100%;height:auto;aspect-ratio:1;object-fit:contain;
    image-rendering:pixelated;background:var(--wash);border-radius:.375rem}
    .pictures p{margin:.375rem 0 0;font-size:.875rem;line-height:1.4;overflow-wrap:anywhere}
    .pictures .label,.pictures .name{color:var(--muted);font-size:.8125rem}
    @media (max-width:40rem){
    header,main{padding-left:1.125rem;padding-right:1.125rem}
    header{padding-top:2rem}
    section{padding-top:2.5rem}
    .headlines{grid-template-columns:repeat(2,minmax(0,1fr));gap:.75rem}
    .headline{padding:.875rem 1rem}
    .headline .value{font-size:1.625rem}
    .headline:last-child:nth-child(odd){grid-column:1/-1}
    .findings div{grid-template-columns:1fr}
    .pictures{grid-template-columns:repeat(auto-fill,minmax(6.75rem,1fr))}
    .pictures.pairs{grid-template-columns:repeat(auto-fill,minmax(9.75rem,1fr))}
    tbody th.t,tfoot th.t{min-width:6.5rem}
    caption span{display:inline-block;max-width:calc(100vw - 2.25rem)}
    th,td{padding:.4375rem .625rem}
    }
    @media print{
    :root{\(Paint.variables(dark: false))--accent:#004f7c;--wash:#f5f6f8;--warn:#fff4e5;color-scheme:light}
    body{font-size:10pt}
    header,main{max-width:none;padding-left:0;padding-right:0}
    header{padding-top:0}
    nav{display:none}
    section{padding-top:1.5rem}
    h2{break-after:avoid}
    .headline,.chart,.pictures li,.findings div,tr{break-inside:avoid}
    thead{display:table-header-group}
    .headlines{grid-template-columns:repeat(auto-fit,minmax(8rem,1fr))}
    .headline{padding:.625rem .75rem}
    .headline .value{font-size:15pt;white-space:nowrap}
    .charts,.beside{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1rem 1.5rem}
    .beside .charts{grid-template-columns:minmax(0,1fr)}
    section>p{break-after:avoid}
    tfoot{display:table-row-group}
    .chart details:not([open]){display:none}
    details::details-content{content-visibility:visible;block-size:auto}
    pre{white-space:pre-wrap}
    .scroll{overflow:visible;background:none}
    table{font-size:8.5pt}
    th,td{padding:.25rem .5rem}
    .u{font-size:8pt}
    .beside th,.beside td{padding:.25rem .3rem}
    p{break-inside:avoid}
    .headline,img,svg,.warning{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    @page{margin:15mm}
    }

    """
}
