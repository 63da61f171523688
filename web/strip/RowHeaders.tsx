import type { StripText } from '../i18n/strip.ts';
import type { ExtraRow } from '../scene/strip-data.ts';
import { HEADER_ABOVE, type RowBox, type StripLayout } from '../scene/strip-layout.ts';
import styles from './Strip.module.css';

/** Name, value at the time shown and one comparison of each row. The values are written by the strip's view. */
export function RowHeaders({ layout, text, extraRow }: { layout: StripLayout; text: StripText; extraRow: ExtraRow }) {
  return layout.rows.map((row, index) => (
    <div
      key={row.id}
      data-row={row.id}
      className={layout.isNarrow ? styles.headerAbove : styles.gutter}
      style={headerStyle(row, layout, index)}
    >
      <RowName row={row} text={text} extraRow={extraRow} hasFullName={layout.hasFullNames} />
      <div className={styles.value}>
        <span data-part="value" />
        <span data-part="unit" className={styles.unit} />
      </div>
      {!layout.isNarrow && <div data-part="note" className={styles.note} />}
      {row.id === 'art' && layout.isTall && <div data-part="more" className={styles.note} />}
    </div>
  ));
}

function RowName(props: { row: RowBox; text: StripText; extraRow: ExtraRow; hasFullName: boolean }) {
  const { row, text, extraRow, hasFullName } = props;
  if (row.id === 'extra') {
    return <h3 className={styles.rowName}>{extraRow === 'none' ? '' : text.extraRows[extraRow]}</h3>;
  }
  return (
    <h3 className={styles.rowName} title={text.fullNames[row.id]}>
      {text.names[row.id]}
      {hasFullName && <span className={styles.fullName}>{text.fullNames[row.id]}</span>}
    </h3>
  );
}

function headerStyle(row: RowBox, layout: StripLayout, index: number) {
  if (layout.isNarrow) return { top: row.y - HEADER_ABOVE, left: 12, right: 12 };
  // The first row has room below the label of its top tick, the others stand beside short labels.
  return { top: row.y + (index === 0 ? 8 : -5), left: 16, width: layout.x0 - 60 };
}
