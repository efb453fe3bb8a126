// A few choices side by side of which one holds, each a button that tells whether it is pressed.
import './segments.css';

export interface Segment<Value extends string> {
  value: Value;
  words: string;
  lang?: string;
}

interface SegmentsProps<Value extends string> {
  label: string;
  segments: readonly Segment<Value>[];
  value: Value;
  onChoose: (value: Value) => void;
}

export function Segments<Value extends string>({ label, segments, value, onChoose }: SegmentsProps<Value>) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {segments.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={one.value === value}
          onClick={() => onChoose(one.value)}
          {...(one.lang && { lang: one.lang })}
        >
          {one.words}
        </button>
      ))}
    </div>
  );
}
