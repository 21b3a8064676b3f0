/**
 * Every order of the demo chain, one a line, reviewed by hand: number, local time, store, how it was paid, what was
 * bought, and then, where anything goes other than it should, what happens to it:
 *
 * - erp=pending | voided | garbled | twice | usd:310 what the shop's export says (garbled: a total that cannot be read)
 * - location=BOG02 the store in the export, where it is not the one of the reference
 * - refunded=2026-06-30:63000 the shop refunds that much on that date and exports the order again
 * - reported=never | 2026-06-30                        the provider's file, where it is not the one of the order's date
 * - charged=302000                                     what the provider collected, where it is not the total
 * - status=rejected | pending                          the provider's word, where it is not approved
 * - paid=twice                                         the customer paid two times
 * - line=copied | conflict:159000 the provider prints the line twice, alike or first with another amount
 * - bank=never | 2026-07-02                            the credit, where it does not come on the next business day
 * - credited=318000                                    what the bank credits, where it is not what was collected
 * - credit=twice                                       the bank books the credit two times
 */
export const ORDER_ROWS: Readonly<Record<string, string>> = {
  '2026-06-24': `
  101 07:59 BOG02 dlocal pack10
  102 08:05 BOG01 worldline pack5
  103 08:20 BOG01 dlocal pack10 refunded=2026-06-26:160000
  104 08:47 BOG01 dlocal intro
  105 09:25 BOG02 dlocal pack10 reported=never
  106 09:32 BOG01 dlocal intro
  107 11:35 BOG01 dlocal intro reported=2026-06-30
  108 12:41 BOG02 dlocal quarter
  109 15:33 BOG02 dlocal intro
  110 15:53 BOG01 worldline pack5 charged=198000
  111 16:04 BOG03 dlocal month status=rejected
  112 16:15 BOG02 worldline pack10 bank=never
  113 17:14 BOG01 dlocal pack10
  114 17:58 BOG02 worldline intro credit=twice
  115 23:52 BOG02 dlocal workshop reported=2026-06-25
`,
  '2026-06-25': `
  116 06:43 BOG01 worldline workshop
  117 07:20 BOG01 dlocal pack10 refunded=2026-06-30:64000
  118 08:19 BOG03 dlocal pack10 charged=302000
  119 08:32 BOG01 worldline intro
  120 09:12 BOG01 dlocal pack5
  121 10:03 BOG02 worldline month
  122 11:14 BOG03 cash month
  123 12:15 BOG03 dlocal month erp=pending
  124 12:23 BOG03 dlocal pack5 refunded=2026-06-30:63000
  125 14:12 BOG01 worldline intro
  126 14:45 BOG01 worldline quarter bank=2026-07-02
  127 16:45 BOG01 dlocal intro+mat
  128 17:44 BOG03 dlocal month
  129 18:56 BOG03 dlocal retreat refunded=2026-07-03:1250000
  130 19:26 BOG01 dlocal intro status=pending erp=pending
  131 21:28 BOG01 worldline month refunded=2026-07-01:249000
`,
  '2026-06-26': `
  132 06:20 BOG01 dlocal intro
  133 06:46 BOG01 worldline pack10+mat
  134 07:13 BOG01 worldline pack5
  135 07:32 BOG01 worldline pack10
  136 08:03 BOG01 dlocal pack5 erp=twice
  137 08:04 BOG04 dlocal intro
  138 08:54 BOG03 worldline workshop
  139 09:52 BOG02 dlocal pack5
  140 12:32 BOG02 dlocal intro
  141 12:45 BOG01 worldline retreat erp=usd:310
  142 15:29 BOG01 dlocal month paid=twice
  143 16:00 BOG01 dlocal workshop
  144 16:35 BOG01 worldline pack10
  145 16:48 BOG03 worldline pack10
  146 21:15 BOG01 worldline month
`,
  '2026-06-27': `
  147 07:42 BOG01 cash month
  148 08:04 BOG01 worldline quarter
  149 09:38 BOG01 worldline intro
  150 10:05 BOG02 worldline intro
  151 12:12 BOG03 dlocal month
  152 12:17 BOG03 dlocal pack10+mat
  153 12:33 BOG02 worldline intro+mat
  154 13:57 BOG02 dlocal pack5
  155 16:39 BOG03 worldline month
  156 18:09 BOG01 dlocal intro
  157 18:40 BOG02 worldline month
  158 20:07 BOG03 worldline pack10+mat
`,
  '2026-06-28': `
  159 06:48 BOG01 worldline intro+mat
  160 09:56 BOG02 dlocal pack5
  161 09:57 BOG03 worldline pack10+mat
  162 10:26 BOG01 dlocal intro
  163 10:37 BOG02 dlocal intro
  164 11:19 BOG03 cash month
  165 14:53 BOG02 dlocal workshop
  166 16:20 BOG03 worldline month
  167 19:22 BOG02 worldline pack5
  168 20:25 BOG03 worldline pack5
  169 21:14 BOG03 worldline intro
`,
  '2026-06-29': `
  170 08:24 BOG01 dlocal workshop
  171 08:40 BOG01 dlocal intro
  172 09:47 BOG01 worldline pack10
  173 10:45 BOG01 dlocal pack10
  174 13:01 BOG02 dlocal pack10
  175 13:26 BOG03 worldline pack10
  176 13:58 BOG03 dlocal intro
  177 15:15 BOG01 worldline intro
  178 15:52 BOG02 cash intro
  179 18:15 BOG02 dlocal intro
  180 20:40 BOG01 worldline month
  181 21:17 BOG03 worldline workshop
`,
  '2026-06-30': `
  182 07:18 BOG03 dlocal month
  183 07:51 BOG01 dlocal pack10
  184 08:52 BOG01 worldline pack5 erp=garbled
  185 09:27 BOG01 dlocal intro
  186 11:05 BOG01 worldline intro+mat
  187 11:54 BOG02 dlocal pack10
  188 13:15 BOG01 cash intro
  189 13:35 BOG01 dlocal prenatal
  190 14:46 BOG01 dlocal pack10
  191 15:07 BOG01 worldline pack5 erp=voided
  192 15:29 BOG03 worldline intro
  193 16:04 BOG01 worldline intro
  194 18:04 BOG03 worldline pack10 credited=318000
  195 18:17 BOG02 cash pack5
  196 19:58 BOG01 dlocal intro
`,
  '2026-07-01': `
  197 06:34 BOG01 worldline intro line=copied
  198 07:15 BOG03 worldline pack10
  199 07:16 BOG03 worldline retreat
  200 07:32 BOG02 dlocal retreat
  201 08:32 BOG01 worldline pack5
  202 09:07 BOG01 cash pack5
  203 10:41 BOG01 worldline pack5
  204 12:15 BOG02 dlocal pack10
  205 13:14 BOG01 worldline workshop line=conflict:159000
  206 13:41 BOG01 worldline pack10+mat
  207 17:00 BOG01 dlocal intro
  208 18:58 BOG01 worldline month location=BOG02
  209 20:37 BOG03 worldline intro+mat
  210 21:20 BOG02 dlocal month
`,
  '2026-07-02': `
  211 06:36 BOG02 dlocal pack5
  212 14:56 BOG02 dlocal pack5
  213 15:16 BOG01 dlocal intro
  214 16:02 BOG01 dlocal pack10
  215 16:18 BOG01 worldline month
  216 18:02 BOG01 dlocal pack5
  217 18:28 BOG01 dlocal pack5
  218 19:10 BOG03 dlocal pack10+mat
  219 19:57 BOG02 worldline workshop
  220 20:03 BOG02 worldline pack10
  221 20:12 BOG02 dlocal pack10
  222 20:26 BOG02 dlocal pack5
  223 20:42 BOG02 dlocal intro
`,
  '2026-07-03': `
  224 08:21 BOG03 worldline pack10
  225 09:44 BOG03 dlocal month
  226 11:12 BOG01 dlocal month
  227 11:17 BOG02 dlocal month
  228 11:39 BOG03 worldline month
  229 14:15 BOG03 dlocal month
  230 14:17 BOG01 dlocal pack10
  231 14:41 BOG01 cash pack10
  232 15:08 BOG01 dlocal month
  233 15:42 BOG03 worldline month
  234 17:51 BOG01 dlocal intro
  235 18:25 BOG02 worldline month
  236 19:25 BOG01 dlocal intro
`,
  '2026-07-04': `
  237 07:09 BOG01 dlocal pack5
  238 07:12 BOG01 worldline workshop
  239 08:04 BOG02 dlocal quarter
  240 08:52 BOG01 worldline pack10
  241 11:01 BOG01 dlocal intro
  242 11:07 BOG03 worldline intro
  243 11:12 BOG03 worldline quarter
  244 17:10 BOG03 dlocal intro
  245 17:37 BOG02 worldline intro
  246 19:13 BOG03 cash pack10
  247 20:34 BOG03 worldline pack10+mat
  248 20:54 BOG02 dlocal retreat
`,
  '2026-07-05': `
  249 07:36 BOG03 dlocal intro
  250 09:05 BOG01 cash pack5
  251 09:52 BOG01 dlocal intro
  252 10:05 BOG01 worldline workshop
  253 12:00 BOG01 cash pack5
  254 14:03 BOG01 worldline intro
  255 14:49 BOG01 dlocal intro
  256 14:52 BOG01 dlocal intro
  257 15:43 BOG01 worldline pack10
  258 17:18 BOG02 worldline pack10
  259 20:11 BOG03 cash pack5
`,
  '2026-07-06': `
  260 07:47 BOG01 dlocal pack10
  261 08:11 BOG03 dlocal pack5
  262 14:08 BOG01 worldline intro
  263 15:14 BOG03 worldline pack10
  264 15:44 BOG02 worldline intro
  265 17:22 BOG01 cash pack10
  266 17:58 BOG01 dlocal pack5
  267 18:17 BOG01 dlocal month
  268 18:39 BOG02 worldline month
  269 19:23 BOG02 dlocal retreat
  270 19:35 BOG01 dlocal quarter
  271 20:25 BOG01 dlocal pack5
  272 20:46 BOG02 cash quarter
`,
  '2026-07-07': `
  273 08:11 BOG03 worldline workshop
  274 09:38 BOG02 worldline pack5
  275 09:45 BOG01 dlocal pack10+mat
  276 10:06 BOG01 dlocal pack10
  277 10:16 BOG01 dlocal pack5
  278 10:51 BOG02 cash intro
  279 11:22 BOG03 dlocal pack10
  280 11:39 BOG01 worldline pack10
  281 14:16 BOG01 dlocal month
  282 19:18 BOG01 dlocal pack10+mat
  283 19:24 BOG03 dlocal intro
  284 20:19 BOG01 worldline pack5
`,
};
