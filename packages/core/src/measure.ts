/** A number that a health check has read: `partitions in sync`, 118 of 120. */
export interface Measure {
  name: string;
  value: number | string;
  /** What the value is when the cluster is healthy. */
  of?: number;
}

/** `partitions in sync 118 of 120` */
export const describeMeasure = ({ name, value, of }: Measure): string =>
  `${name} ${value}${of === undefined ? '' : ` of ${of}`}`;
