// A labelled form field: the words above, the control, and beneath it a hint or what is wrong with it.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

/** What the control has to carry so that label, hint and error belong to it. */
export interface FieldControl {
  id: string;
  class: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: (control: FieldControl) => ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = `${id}-said`;
  const words = error ?? hint;
  const control: FieldControl = {
    id,
    class: 'control',
    ...(words && { 'aria-describedby': described }),
    ...(error && { 'aria-invalid': true as const }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(control)}
      {words && (
        <p id={described} class={error ? 'wrong' : 'hint'}>
          {words}
        </p>
      )}
    </div>
  );
}
