import type { ClaimWording } from './claim-wording.ts';

/** Lo que se le escribe a un proveedor en español. */
export const ES_CLAIMS: ClaimWording = {
  subject: (tenant, title, count, asOf) => `Asunto: ${tenant}: ${title} (${count}, a ${asOf})`,
  greeting: (provider) => `Al equipo de liquidaciones de ${provider}:`,
  total: 'Total',
  more: (count, file) => `y ${count} más en ${file}`,
  attached: (file) =>
    `Las referencias, los valores, las fechas, los CUS y las líneas de sus archivos están en ${file}.`,
  regards: 'Cordialmente,',
  parts: {
    reference: 'referencia',
    transaction: 'transacción',
    cus: 'CUS',
    payout: 'desembolso',
    paidOn: 'pagado el',
    settledOn: 'liquidado el',
    dueOn: 'vencido el',
    arrivedOn: 'recibido el',
  },
  kinds: {
    currency_mismatch: {
      title: 'monedas distintas',
      says: 'Estos pagos se vendieron en una moneda y se liquidaron o desembolsaron en otra.',
      asks: 'Les pedimos indicar en qué moneda se recaudó cada pago y corregir la liquidación.',
    },
    conflicting_settlement_line: {
      title: 'una transacción reportada con datos distintos',
      says: 'Sus reportes traen cada una de estas transacciones dos veces, con valores o estados distintos.',
      asks: 'Les pedimos indicar cuál versión vale y enviar el reporte corregido.',
    },
    duplicate_settlement_line: {
      title: 'una transacción reportada y pagada dos veces',
      says: 'Cada una de estas transacciones aparece dos veces en un mismo reporte, y el desembolso incluye la copia.',
      asks: 'Les pedimos confirmar el duplicado e indicar en cuál desembolso se corregirá.',
    },
    chargeback: {
      title: 'pagos en disputa',
      says: 'Sus reportes traen contracargos de estos pagos.',
      asks: 'Les pedimos enviar el motivo, los documentos de la disputa y la fecha límite para presentar pruebas.',
    },
    refund_without_payment: {
      title: 'devoluciones de pagos desconocidos',
      says: 'Sus reportes cobran devoluciones de pagos que no conocemos.',
      asks: 'Les pedimos indicar a qué pago corresponde cada devolución, o reintegrarla.',
    },
    duplicate_refund: {
      title: 'devoluciones hechas dos veces',
      says: 'Sus reportes cobran más de una vez devoluciones iguales de un mismo pago en un mismo día.',
      asks: 'Les pedimos confirmar cuál devolución se ordenó y reintegrar las demás.',
    },
    refund_exceeds_payment: {
      title: 'devoluciones mayores que su pago',
      says: 'Las devoluciones de cada uno de estos pagos suman más de lo que se pagó.',
      asks: 'Les pedimos explicar el exceso o reintegrarlo.',
    },
    refund_missing_in_settlement: {
      title: 'devoluciones sin realizar',
      says: 'Ordenamos la devolución de estos pagos y sus reportes no la muestran.',
      asks: 'Les pedimos realizar las devoluciones, o indicar en qué fecha y con qué número se hicieron.',
    },
    refund_missing_in_erp: {
      title: 'devoluciones que no ordenamos',
      says: 'Sus reportes cobran devoluciones que nuestro sistema no conoce.',
      asks: 'Les pedimos indicar quién ordenó cada devolución y cuándo.',
    },
    missing_in_settlement: {
      title: 'pagos que faltan en sus reportes',
      says: 'Nuestros pedidos muestran estos pagos como hechos por medio de ustedes, y sus reportes no los traen.',
      asks: 'Les pedimos indicar el estado de cada pago y en cuál desembolso se pagará.',
    },
    missing_in_bank: {
      title: 'dinero que no llegó',
      says: 'Sus reportes muestran este dinero como desembolsado, y nuestra cuenta bancaria no lo recibió en la fecha debida.',
      asks: 'Les pedimos enviar el soporte de cada transferencia (fecha, cuenta, valor, referencia bancaria), o pagarla.',
    },
    payout_mismatch: {
      title: 'dinero que llegó con otro valor',
      says: 'Lo que recibió nuestro banco difiere de lo que anuncian sus reportes.',
      asks: 'Les pedimos explicar cada diferencia línea por línea, o pagarla.',
    },
    ambiguous_match: {
      title: 'transferencias que solo ustedes pueden distinguir',
      says: 'Varios de sus desembolsos y transferencias concuerdan entre sí de más de una manera.',
      asks: 'Les pedimos indicar qué desembolsos pagó cada transferencia.',
    },
    unidentified_bank_credit: {
      title: 'transferencias sin desembolso',
      says: 'Nuestro banco recibió transferencias suyas que ningún reporte anuncia.',
      asks: 'Les pedimos enviar el reporte o el detalle de cada transferencia.',
    },
    unexplained_bank_debit: {
      title: 'débitos sin explicación',
      says: 'Nuestra cuenta bancaria recibió débitos a su nombre que ningún reporte explica.',
      asks: 'Les pedimos explicar cada débito o devolverlo.',
    },
    negative_payout: {
      title: 'desembolsos negativos sin compensar',
      says: 'Estos desembolsos son negativos y ningún desembolso posterior los ha compensado.',
      asks: 'Les pedimos indicar en cuál desembolso se compensará cada uno.',
    },
    net_mismatch: {
      title: 'valores netos que no cuadran',
      says: 'En estas transacciones el valor bruto menos comisiones e impuestos no es el neto que ustedes reportan.',
      asks: 'Les pedimos corregir los valores y pagar la diferencia.',
    },
    fee_mismatch: {
      title: 'comisiones distintas de las pactadas',
      says: 'Las comisiones o impuestos de estos desembolsos difieren de la tarifa pactada.',
      asks: 'Les pedimos corregir el cobro y reintegrar la diferencia.',
    },
    unexplained_adjustment: {
      title: 'ajustes sin explicación',
      says: 'Sus reportes traen ajustes que no conocemos.',
      asks: 'Les pedimos indicar el motivo y el acuerdo en que se basa cada ajuste, o reintegrarlo.',
    },
  },
};
