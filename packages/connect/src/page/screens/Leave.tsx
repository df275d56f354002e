// Asks before a connection is left that is under way. It is the browser's own dialog, so that the focus stays within and Escape means "stay".
import { useLayoutEffect, useRef } from "preact/hooks"

import { useAround } from "./Around.ts"
import { Button } from "./Parts.tsx"

interface Asked {
  readonly onStay: () => void
  readonly onLeave: () => void
}

export const Leave = ({ onStay, onLeave }: Asked) => {
  const { words } = useAround()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="leave" aria-labelledby="leave-title" onClose={onStay}>
      <h2 id="leave-title">{words.leave.title}</h2>
      <p>{words.leave.text}</p>
      <div class="dialog-actions">
        <Button kind="primary" onPress={onStay}>
          {words.leave.stay}
        </Button>
        <Button kind="quiet" onPress={onLeave}>
          {words.leave.leave}
        </Button>
      </div>
    </dialog>
  )
}
