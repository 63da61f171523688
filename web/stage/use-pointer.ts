/** Pointer, wheel and pinch on the stage: hover, click, drag a column, pan and zoom. */
import { useEffect } from 'react';
import { pageStore } from '../store/page-store.ts';
import type { RefObject } from 'react';
import type { Hit } from '../scene/hit-test.ts';
import type { StageScene, StageView } from './stage-view.ts';

export interface PointerHandlers {
  onHover: (hit: Hit | null, x: number, y: number) => void;
  onClick: (hit: Hit | null) => void;
  /** x, y: CSS pixels in the window. */
  onMenu: (hit: Hit | null, x: number, y: number) => void;
}

const CLICK_PX = 4;
const WHEEL_ZOOM = 0.0015;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly hit: Hit | null;
  readonly grabbed: { id: string; dx: number; dy: number } | null;
  isMoving: boolean;
  place: { x: number; y: number } | null;
}

export function usePointer(
  area: RefObject<HTMLDivElement | null>,
  view: StageView | null,
  handlers: RefObject<PointerHandlers>,
): void {
  useEffect(() => {
    const element = area.current;
    if (!element || !view) return undefined;
    const pointers = new Map<number, { x: number; y: number }>();
    let press: Press | null = null;
    const placeOf = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      const { x, y } = placeOf(event);
      pointers.set(event.pointerId, { x, y });
      const hit = view.hit(x, y);
      const scene = view.current();
      press = { x, y, hit, grabbed: scene && grab(view, scene, hit, x, y), isMoving: false, place: null };
      handlers.current.onHover(null, x, y);
    };
    const onMove = (event: PointerEvent) => {
      const { x, y } = placeOf(event);
      const before = pointers.get(event.pointerId);
      if (before === undefined || press === null) {
        if (event.pointerType !== 'touch') hover(x, y);
        return;
      }
      if (pointers.size === 2) return pinch(event.pointerId, { x, y });
      const isFar = Math.abs(x - press.x) + Math.abs(y - press.y) > CLICK_PX;
      if (!press.isMoving && isFar) {
        press.isMoving = true;
        element.setPointerCapture(event.pointerId);
      }
      if (press.isMoving) drag(press, x - before.x, y - before.y, x, y);
      pointers.set(event.pointerId, { x, y });
    };
    const onUp = (event: PointerEvent) => {
      pointers.delete(event.pointerId);
      const ended = press;
      press = null;
      if (ended === null) return;
      if (!ended.isMoving) return handlers.current.onClick(ended.hit);
      if (ended.grabbed !== null && ended.place !== null) {
        pageStore.getState().set(`view.positions.${ended.grabbed.id}`, ended.place);
      }
      view.endDrag();
    };
    const onCancel = (event: PointerEvent) => {
      pointers.delete(event.pointerId);
      press = null;
      view.endDrag();
    };
    const onLeave = () => handlers.current.onHover(null, 0, 0);
    const onContext = (event: MouseEvent) => {
      event.preventDefault();
      press = null;
      pointers.clear();
      const { x, y } = placeOf(event);
      handlers.current.onMenu(view.hit(x, y), event.clientX, event.clientY);
    };
    const onWheel = (event: WheelEvent) => {
      // On pages that scroll the wheel belongs to the page, and pinching to the stage.
      const page = document.scrollingElement;
      const scrolls = page !== null && page.scrollHeight > page.clientHeight + 1;
      if (scrolls && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { x, y } = placeOf(event);
      view.zoomAt(x, y, Math.exp(-event.deltaY * (event.ctrlKey ? 8 : 1) * WHEEL_ZOOM));
    };

    function hover(x: number, y: number): void {
      if (!view || !element) return;
      const hit = view.hit(x, y);
      element.style.cursor = hit === null || hit.kind === 'zone' ? (view.isZoomed ? 'grab' : '') : 'pointer';
      handlers.current.onHover(hit, x, y);
    }

    function drag(pressed: Press, dx: number, dy: number, x: number, y: number): void {
      if (!view) return;
      if (pressed.grabbed === null) return view.pan(-dx, -dy);
      pressed.place = placeFor(view, pressed.grabbed, x, y);
      view.dragTo(pressed.grabbed.id, pressed.place);
    }

    function pinch(id: number, to: { x: number; y: number }): void {
      const [a, b] = pointers.values();
      const before = Math.hypot(a.x - b.x, a.y - b.y);
      pointers.set(id, to);
      const [c, d] = pointers.values();
      if (press) press.isMoving = true;
      view?.zoomAt((c.x + d.x) / 2, (c.y + d.y) / 2, Math.hypot(c.x - d.x, c.y - d.y) / Math.max(1, before));
    }

    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onCancel);
    element.addEventListener('pointerleave', onLeave);
    element.addEventListener('contextmenu', onContext);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onCancel);
      element.removeEventListener('pointerleave', onLeave);
      element.removeEventListener('contextmenu', onContext);
      element.removeEventListener('wheel', onWheel);
    };
  }, [area, view, handlers]);
}

/** Services and workloads can be moved by what stands for them. */
function grab(view: StageView, { layout }: StageScene, hit: Hit | null, x: number, y: number): Press['grabbed'] {
  const block = blockOf(layout, hit);
  if (block === null) return null;
  const at = view.toLayout(x, y);
  const centerX = block.x - block.queueWidth + (block.width + block.queueWidth) / 2;
  return { id: block.id, dx: centerX - at.x, dy: block.y + block.height / 2 - at.y };
}

function blockOf(layout: StageScene['layout'], hit: Hit | null) {
  if (hit?.kind === 'instance') return layout.blocks[layout.cards[hit.card].block];
  if (hit?.kind === 'service') return layout.blocks[hit.block];
  if (hit?.kind === 'workload') return layout.blocks[layout.workloadBlock[hit.workload]];
  return null;
}

function placeFor(view: StageView, grabbed: { dx: number; dy: number }, x: number, y: number) {
  const layout = view.current()?.layout;
  const at = view.toLayout(x, y);
  const share = (value: number, size: number) => Math.round(Math.min(1, Math.max(0, value / size)) * 1000) / 1000;
  return { x: share(at.x + grabbed.dx, layout?.width ?? 1), y: share(at.y + grabbed.dy, layout?.height ?? 1) };
}
