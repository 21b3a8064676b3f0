import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { ES_FILE_KINDS } from './es-files.ts';
import { ES_WORDS } from './es-words.ts';
import { amountFact, flagFact, isNobodys, isSeen, listFact, numberFact, textFact } from './facts.ts';
import { formatAmount, formatRate, given, inBrackets, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { sizeOf } from './subject.ts';
import {
  at,
  compared,
  conflictOf,
  count,
  file,
  fitsNothing,
  list,
  money,
  of,
  order,
  provider,
  receivable,
  reference,
  refunds,
  transaction,
  values,
} from './es-phrases.ts';

/** Spanish for every kind, as en.ts has it. */
export const ES_KINDS = {
  ...ES_FILE_KINDS,
  currency_mismatch: {
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? 'una moneda');
      const found = printable(textFact(f, 'foundCurrency') ?? 'otra moneda');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('es', left, expected);
      const rightSide = right === null ? found : formatAmount('es', right, found);
      const [first, second] =
        f.bankAmount === null ? ['El pedido', 'el pago'] : ['La liquidación de', 'el movimiento del banco'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode =
        left !== null && left === right ? ': las mismas cifras, más bien un código equivocado que una conversión' : '';
      return `${first}${order(named)} está en ${leftSide} y ${second} en ${rightSide}${isCode}`;
    },
    action: () => 'averiguar qué moneda se acordó y corregir el pedido o reclamar la conversión',
  },
  conflicting_settlement_line: {
    reason: (f) =>
      `La transacción${transaction(f)} se reportó dos veces con datos distintos${inBrackets('es', conflictOf(f))}; se usa la versión más nueva${given(list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `, y el banco paga lo que dice la anterior en ${places}`)}`,
    action: (f) => `preguntar a ${provider(f)} cuál versión vale y pedir confirmación por escrito`,
  },
  duplicate_settlement_line: {
    reason: (f) => {
      const paid = f.class === 'action' ? 'y la copia se pagó' : 'y la copia no suma en ninguna parte';
      return `La transacción${transaction(f)} está dos veces en un mismo archivo ${paid}${inBrackets('es', values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `informar a ${provider(f)} que la copia se pagó y acordar cómo se devuelve`
        : `nada por hacer hoy; reportar la línea repetida a ${provider(f)} si vuelve a pasar`,
  },
  duplicate_order: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? ` con los números de pedido ${list(ids)}` : '';
      return `La referencia de pedido${order(f)} está más de una vez en el ERP${under}; cuenta la última no cancelada${inBrackets('es', values(f))}`;
    },
    action: () => 'cancelar el pedido que sobra o darle su propia referencia',
  },
  shared_reference: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `Los pedidos ${list(ids.map(printable))}` : 'Varios pedidos';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => `, que suman ${money(f, amount)},`);
      if (flagFact(f, 'oneByOne'))
        return `${which}${sums} comparten la referencia${order(f)}, y cada uno tiene su propio pago`;
      return `${which}${sums} comparten la referencia${order(f)}, y el pago${given(amountFact(f, 'paidMinor'), (amount) => ` de ${money(f, amount)}`)} los cubre todos`;
    },
    action: () => 'nada por hacer hoy; dar a cada pedido su propia referencia',
  },
  split_tender: {
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(
              amountFact(f, 'restMinor'),
              (amount) => `, y ningún archivo muestra cómo se pagaron los otros ${money(f, amount)}`,
            )
          : left === stated
            ? `, y filas de otros medios muestran los otros ${money(f, left)}`
            : `, y filas de otros medios muestran ${money(f, stated)} donde faltan ${money(f, left)}`;
      return `El pedido${order(f)}${of(f, f.orderAmount)} tiene varios medios de pago${given(textFact(f, 'tenders'), (text) => ` (${printable(text)})`)}; ${given(f.provider, (name) => printable(name)) || 'la pasarela'} recaudó ${given(f.settlementGross, (amount) => money(f, amount)) || 'una parte'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? 'nada por hacer hoy; exportar cada medio de pago en su propia fila'
        : 'verificar cómo se pagó el resto y exportar cada medio de pago en su propia fila',
  },
  refund_exceeds_payment: {
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `Los reintegros del pago${transaction(f)} suman más que el pago${inBrackets('es', refunds(f))}, ${money(f, f.moneyAtRisk)} de más`
        : `El dinero del pago${transaction(f)} se devolvió dos veces, también por contracargo${inBrackets('es', refunds(f))}; con comisiones hay ${money(f, f.moneyAtRisk)} en riesgo`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? 'verificar quién ordenó los reintegros y recuperar el exceso'
        : 'responder la disputa con el comprobante del reintegro y recuperar el exceso',
  },
  chargeback: {
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `; las pruebas vencen el ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${money(f, amount)}`) || ' el dinero';
      const sold = given(f.orderAmount, (amount) => `pedido ${money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '; un pago posterior lo compensa' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk
          ? ''
          : `${again}, con la comisión hay ${money(f, f.moneyAtRisk)} en riesgo`;
      return `El pago${transaction(f)} tiene un contracargo y la pasarela descontó${taken}${inBrackets('es', sold)}${risk}${evidence}`;
    },
    action: (f) =>
      `reunir las pruebas de entrega y responder la disputa${given(textFact(f, 'evidenceDueOn'), (day) => ` antes de terminar el ${printable(day)}`)}`,
  },
  refund_without_payment: {
    reason: (f) =>
      `El reintegro${transaction(f)}${of(f, f.settlementGross)} ${isSeen(f) ? 'no está emparejado con ningún pago' : 'no corresponde a ningún pago conocido'}`,
    action: (f) => `preguntar a ${provider(f)} qué pago reintegra`,
  },
  duplicate_refund: {
    reason: (f) =>
      `El pago${transaction(f)} se reintegró más de una vez el mismo día${inBrackets('es', refunds(f))}, ${money(f, f.moneyAtRisk)} de más`,
    action: () => 'verificar cuál reintegro se ordenó y recuperar el otro',
  },
  refund_failed: {
    reason: (f) =>
      `El reintegro${transaction(f)}${of(f, f.settlementGross)} no se realizó${given(textFact(f, 'providerStatus'), (status) => ` (${wordFor(ES_WORDS.statuses, status)})`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `; el ERP reintegró ${money(f, amount)}`)}`,
    action: (f) => `reintegrar de nuevo el dinero al cliente, por ${provider(f)} o por transferencia`,
  },
  refund_missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => `; el plazo venció el ${day}`);
      return `El ERP reintegró el pedido${order(f)} y la pasarela no lo ha hecho${inBrackets('es', refunds(f))}, faltan ${money(f, f.moneyAtRisk)}${due}`;
    },
    action: (f) => `verificar que el reintegro se ordenó en ${provider(f)} e informar al cliente cuándo llega`,
  },
  refund_missing_in_erp: {
    reason: (f) =>
      `La pasarela reintegró del pedido${order(f)} más de lo que el ERP conoce${inBrackets('es', refunds(f))}, ${money(f, f.moneyAtRisk)} más`,
    action: () => 'averiguar quién ordenó el reintegro y registrarlo en el ERP (nota crédito), o recuperarlo',
  },
  payment_in_process: {
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(ES_WORDS.statuses, code)) || 'pendiente';
      const hours = given(numberFact(f, 'hours'), (n) => ` después de ${count(n)} horas`);
      return `El pedido${order(f)}${of(f, f.orderAmount)} está pagado en el ERP y su pago${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)} sigue ${status}${hours}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? `nada por hacer hoy, ${provider(f)} aún puede confirmarlo`
        : `preguntar a ${provider(f)} el estado final del pago`,
  },
  status_conflict: {
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `está ${wordFor(ES_WORDS.statuses, status)} en el ERP`) ||
        'tiene un estado en el ERP';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `está ${wordFor(ES_WORDS.statuses, status)}`) || 'tiene otro';
      return `El pedido${order(f)} ${erp} y su pago${at(f)} ${theirs}${inBrackets('es', values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? 'entregar el pedido o hacer el reintegro, porque el cliente pagó y no fue atendido'
        : 'confirmar que no se entregue nada sin pago y resolverlo con el cliente',
  },
  duplicate_payment: {
    reason: (f) =>
      `El cliente pagó más de una vez el pedido${order(f)}${inBrackets('es', values(f))}, ${money(f, f.moneyAtRisk)} de más`,
    action: () => 'reintegrar al cliente el pago que sobra',
  },
  amount_mismatch: {
    reason: (f) =>
      `Lo pagado por el pedido${order(f)}${given(f.provider, (name) => ` en ${printable(name)}`)} no es lo debido${inBrackets('es', values(f))}`,
    action: () => 'revisar el pedido y el pago, y corregir el que está mal o saldar la diferencia',
  },
  missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` y el plazo venció el ${day}`);
      const sold = `El pedido${order(f)}${of(f, f.orderAmount)}${given(f.paidOn, (day) => `, pagado el ${day},`)} figura como pagado en el ERP pero`;
      if (flagFact(f, 'stillPending'))
        return `${sold} ${provider(f)} sigue reportando su pago${given(f.providerId, (id) => ` ${printable(id)}`)} como pendiente`;
      return `${sold} ${isSeen(f) ? 'no está emparejado con ningún pago' : `${provider(f)} no reportó ningún pago`}${due}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `pedir a ${provider(f)} el estado final del pago, y corregir el pedido si nunca se pagó`
        : isNobodys(f)
          ? 'averiguar qué proveedor recibió el pago, o corregir el pedido si nunca se pagó'
          : `reclamar el pago a ${provider(f)} con su referencia, o corregir el pedido si nunca se pagó`,
  },
  missing_in_erp: {
    reason: (f) =>
      `El pago aprobado${transaction(f)}${of(f, f.settlementGross)} ${isSeen(f) ? 'no está emparejado con ningún pedido' : 'no tiene pedido en el ERP'}${given(f.paidOn, (day) => ` (pagado el ${day})`)}`,
    action: () => 'buscar la venta y registrar su pedido, o reintegrar el pago',
  },
  store_unknown: {
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why =
        opened !== null ? `solo abrió el ${opened}` : closed !== null ? `cerró el ${closed}` : 'no está en la lista';
      const told = code === null ? 'no indica ninguna tienda' : `indica la tienda ${printable(code)}, que ${why}`;
      return `La referencia${order(f)}${of(f, f.orderAmount ?? f.settlementGross)} ${told}`;
    },
    action: () => 'indicar qué tienda vendió y agregarla a la lista o corregir el pedido',
  },
  store_conflict: {
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`);
      const theirs = given(textFact(f, 'referenceStore'), (code) => ` la tienda ${printable(code)}`) || ' otra';
      return `El pedido${order(f)}${of(f, f.orderAmount ?? f.settlementGross)} dice la tienda${ours} y su referencia dice${theirs}; cuenta la del pedido`;
    },
    action: () => 'confirmar qué tienda vendió y corregir el pedido o la referencia',
  },
  invoice_missing: {
    reason: (f) => `El pedido${order(f)}${of(f, f.orderAmount)} está pagado y no tiene número de factura electrónica`,
    action: () => 'emitir la factura electrónica o registrar su número en el ERP',
  },
  missing_in_bank: {
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => ` por ${money(f, amount)}`);
      const due = given(f.dueOn, (day) => ` a más tardar el ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} no está en ninguna liquidación, y debía estarlo${due}`;
      if (flagFact(f, 'leftDay'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} no venía en el abono de su día; debía llegar con otro${due} y ${isSeen(f) ? 'no está emparejado con ningún movimiento' : 'ninguno lo trae'}`;
      if (flagFact(f, 'takenBack'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} fue devuelta al saldo por el proveedor, debía pagarse de nuevo${due}, y ninguna liquidación posterior la paga`;
      return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} debía estar en el banco${due} y ${isSeen(f) ? 'no está emparejado con ningún movimiento' : 'no aparece en ningún extracto'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `preguntar a ${provider(f)} cuál de sus abonos lo pagó, antes de reclamar nada`
        : `revisar los movimientos de la cuenta y reclamar el dinero a ${provider(f)}`,
  },
  payout_mismatch: {
    reason: (f) => `${compared(f)}${inBrackets('es', values(f))}`,
    action: (f) => `enviar a ${provider(f)} los dos valores y reclamar la diferencia o su explicación`,
  },
  ambiguous_match: {
    reason: (f) => {
      const ours = numberFact(f, 'receivables');
      const theirs = numberFact(f, 'bankItems');
      const sides =
        ours === null || theirs === null
          ? 'Varias liquidaciones y movimientos del banco'
          : `${count(ours)} liquidaciones o líneas y ${count(theirs)} movimientos del banco`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `El banco corta las referencias${at(f)}: ${count(ours)} líneas y ${count(theirs)} movimientos del banco empiezan por ${printable(cut)}, las sumas coinciden${inBrackets('es', values(f))} y los valores no`;
      return `${sides}${at(f)} se pueden cruzar de más de una forma${inBrackets('es', values(f))}, y las sumas difieren en ${money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `preguntar a ${provider(f)} qué liquidación paga cada abono y cruzarlos a mano`,
  },
  duplicate_bank_credit: {
    reason: (f) => {
      const movement = `${(f.bankAmount ?? 0) < 0 ? 'débito' : 'abono'}${given(sizeOf(f.bankAmount), (amount) => ` por ${money(f, amount)}`)}${reference(f)}${given(f.arrivedOn, (day) => ` registrado el ${day}`)}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
      const [own, counts] = [file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `El banco pagó dos veces un ${movement}, y sus saldos incluyen los dos`;
        case 'listed_twice':
          return `El archivo${own} lista dos veces un ${movement}, y ningún saldo prueba que el banco lo pagara dos veces`;
        case 'two_files':
          return `Los archivos${own} y${other} listan un ${movement}, y ningún identificador ni saldo dice si es uno o son dos${counts ? '; se cuenta como dos' : ''}`;
        default:
          return `El banco muestra dos veces un ${movement}, ${money(f, f.moneyAtRisk)} de más`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted')
        ? 'preguntar al banco si es un movimiento o son dos'
        : 'preguntar al banco si el abono es real; es de esperar que lo retire',
  },
  unidentified_bank_credit: {
    reason: (f) =>
      `La consignación${given(f.bankAmount, (amount) => ` por ${money(f, amount)}`)}${given(f.arrivedOn, (day) => ` registrada el ${day}`)} parece de ${provider(f)} y ${fitsNothing(f)}`,
    action: (f) => `preguntar a ${provider(f)} qué paga el abono`,
  },
  unexplained_bank_debit: {
    reason: (f) =>
      `El débito del banco${given(sizeOf(f.bankAmount), (amount) => ` por ${money(f, amount)}`)}${given(f.arrivedOn, (day) => ` registrado el ${day}`)}${reference(f)} no deshace ningún cruce ni paga ninguna liquidación`,
    action: () => 'preguntar al banco qué se debitó y reclamarlo si no es nuestro',
  },
  negative_payout: {
    reason: (f) =>
      `${receivable(f)} da ${given(f.settlementNet, (amount) => money(f, amount)) || 'cero o menos'}, así que no se espera abono; se descuenta de las siguientes liquidaciones`,
    action: (f) =>
      f.class === 'notice'
        ? 'nada por hacer hoy, lo toman las siguientes liquidaciones'
        : `acordar con ${provider(f)} cómo se salda el valor`,
  },
  late_arrival: {
    reason: (f) => {
      const days = given(
        f.businessDaysLate,
        (late) => `, ${count(late)} ${late === 1 ? 'día hábil' : 'días hábiles'} tarde`,
      );
      const dates = `${given(f.dueOn, (day) => ` vencía el ${day}`)}${given(f.arrivedOn, (day) => `${f.dueOn === null ? '' : ' y'} llegó el ${day}`)}`;
      return `${receivable(f)}${given(f.bankAmount ?? f.settlementNet, (amount) => ` por ${money(f, amount)}`)}${dates || ' llegó después de su plazo'}${days}`;
    },
    action: (f) => `nada por hacer hoy; plantearlo a ${provider(f)} si se repite`,
  },
  net_mismatch: {
    reason: (f) =>
      `En la transacción${transaction(f)} el bruto menos comisión e impuestos no da el neto${inBrackets('es', values(f))}`,
    action: (f) => `preguntar a ${provider(f)} qué más descontó`,
  },
  fee_mismatch: {
    reason: (f) => {
      const component = wordFor(ES_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const lines = given(numberFact(f, 'count'), (n) => ` en ${count(n)} ${n === 1 ? 'línea' : 'líneas'}`);
      const payout = given(f.payoutId, (id) => ` de la liquidación ${printable(id)}`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => ` por ${money(f, amount)}`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `; la tarifa dice ${formatRate('es', rate)} %`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? ';' : ' y'} cuadraría con ${formatRate('es', rate)} %`,
      );
      return `El cobro de ${printable(component)}${payout}${at(f)} se aparta de la tarifa${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) => `reclamar la diferencia a ${provider(f)}, o corregir la tarifa en la configuración si se acordó`,
  },
  unexplained_adjustment: {
    reason: (f) => {
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)}`);
      const back = `${money(f, f.moneyAtRisk)} del pago${payout} que falló`;
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `La fila${transaction(f)} devuelve ${back}, y ningún pago recibido es ese`;
        case 'not_returned':
          return `La fila${transaction(f)} devuelve ${back}, y el banco aún tiene el abono de ese pago junto al que lo paga de nuevo`;
        default:
          return `El ajuste${transaction(f)}${given(f.settlementNet ?? f.settlementGross, (amount) => ` por ${money(f, amount)}`)} no está entre los conocidos`;
      }
    },
    action: (f) => `preguntar a ${provider(f)} a qué corresponde y agregarlo a los ajustes conocidos si es correcto`,
  },
  stale_pending: {
    reason: (f) =>
      `La transacción${transaction(f)}${of(f, f.settlementGross)} sigue pendiente${given(numberFact(f, 'hours'), (hours) => ` después de ${count(hours)} horas`)}`,
    action: (f) => `nada por hacer hoy; preguntar a ${provider(f)} su estado final si continúa`,
  },
} as const satisfies Record<DiscrepancyKind, KindWording>;
