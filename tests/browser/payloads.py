"""Hostile words: each calls `hit()` where a page lets it run. All are written for these tests."""

PAYLOADS = [
    # Elements and their handlers
    "<script>hit(1)</script>",
    "<ScRiPt>hit(2)</sCrIpT>",
    "<script src=data:text/javascript,hit(3)></script>",
    "</script><script>hit(4)</script>",
    "</title><script>hit(5)</script>",
    "</textarea><script>hit(6)</script>",
    "--><script>hit(7)</script>",
    "]]><script>hit(8)</script>",
    "<img src=x onerror=hit(9)>",
    "<img src=x OnErRoR='hit(10)'>",
    "<img/src=x/onerror=hit(11)>",
    "<img src=x onerror\n=hit(12)>",
    "<img src=x onerror=&#104;it(13)>",
    "<image src=x onerror=hit(14)>",
    "<body onload=hit(15)>",
    "<input autofocus onfocus=hit(16)>",
    "<select autofocus onfocus=hit(17)>",
    "<textarea autofocus onfocus=hit(18)>",
    "<video><source onerror=hit(19)></video>",
    "<audio src=x onerror=hit(20)></audio>",
    "<details open ontoggle=hit(21)>x</details>",
    "<marquee onstart=hit(22)>x</marquee>",
    "<p onmouseover=hit(23)>over</p>",
    "<p tabindex=0 onfocus=hit(24) autofocus>x</p>",
    "<style>@keyframes a{}</style><b style='animation:a 1s' onanimationstart=hit(25)>x</b>",
    # Out of an attribute
    '" onfocus=hit(26) autofocus x="',
    "' onfocus=hit(27) autofocus x='",
    '"><img src=x onerror=hit(28)>',
    "'><img src=x onerror=hit(29)>",
    "` onerror=hit(30) `",
    "x onmouseover=hit(31)",
    # Addresses
    "<a href=javascript:hit(32)>go</a>",
    "<a href=' javascript:hit(33)'>go</a>",
    "<a href='java\tscript:hit(34)'>go</a>",
    "<a href='&#106;avascript:hit(35)'>go</a>",
    "<a href='JaVaScRiPt&colon;hit(36)'>go</a>",
    "<a href=data:text/html,<script>hit(37)</script>>go</a>",
    "<a href='vbscript:hit(38)'>go</a>",
    "javascript:hit(39)",
    "data:text/html,<script>hit(40)</script>",
    "<iframe src=javascript:hit(41)></iframe>",
    "<iframe srcdoc='<script>parent.hit(42)</script>'></iframe>",
    "<object data=javascript:hit(43)></object>",
    "<embed src=javascript:hit(44)>",
    "<form action=javascript:hit(45)><button>go</button></form>",
    "<button formaction=javascript:hit(46)>go</button>",
    "<meta http-equiv=refresh content='0;url=javascript:hit(47)'>",
    "<base href=javascript:hit(48)//>",
    # SVG and MathML
    "<svg onload=hit(49)>",
    "<svg><script>hit(50)</script></svg>",
    "<svg><a xlink:href=javascript:hit(51)><text y=9>go</text></a></svg>",
    "<svg><animate onbegin=hit(52) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:hit(53)>",
    "<svg><foreignObject><img src=x onerror=hit(54)></foreignObject></svg>",
    "<math href=javascript:hit(55)>go</math>",
    "<math><mi xlink:href=data:text/html,hit(56)>go</mi></math>",
    # Markup that changes when it is read a second time
    "<noscript><p title='</noscript><img src=x onerror=hit(57)>'>",
    "<svg></p><style><a title='</style><img src=x onerror=hit(58)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=hit(59)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=hit(60)>",
    "<p><textarea><img title='</textarea><img src=x onerror=hit(61)>'>",
    "<template><img src=x onerror=hit(62)></template>",
    "<xmp><p title='</xmp><img src=x onerror=hit(63)>'>",
    "<!--<img src='--><img src=x onerror=hit(64)>'>",
    "&lt;img src=x onerror=hit(65)&gt;",
    "&amp;lt;script&amp;gt;hit(66)&amp;lt;/script&amp;gt;",
    # Pasted from Word and from other pages
    "<p class=MsoNormal style='mso-x:1;background:url(javascript:hit(67))'>Word</p>",
    "<!--[if gte mso 9]><xml><script>hit(68)</script></xml><![endif]-->",
    "<o:p onclick=hit(69)>Word</o:p><v:shape onload=hit(70)></v:shape>",
    "<link rel=stylesheet href=javascript:hit(71)>",
    "<div contenteditable onblur=hit(72) autofocus>x</div>",
    # Templates of other tools
    "{{ constructor.constructor('hit(73)')() }}",
    "{% include 'x' %}<script>hit(74)</script>",
    "${hit(75)}",
]


def portions(payloads: list[str], limit: int) -> list[str]:
    """Return the payloads one after the other, in few texts of at most so many characters.

    A payload that is longer is left out.
    """
    made = [""]
    for payload in payloads:
        longer = f"{made[-1]} {payload}".strip()
        if len(longer) <= limit:
            made[-1] = longer
        elif len(payload) <= limit:
            made.append(payload)
    return made
