(() => {
  'use strict';
  const SVG = 'http://www.w3.org/2000/svg';
  const tip = document.getElementById('tip');
  let current = null;

  // A title within SVG would come up beside our own note: it becomes the picture's label.
  for (const title of document.querySelectorAll('svg > title')) {
    const svg = title.parentNode;
    svg.setAttribute('aria-label', title.textContent);
    svg.removeAttribute('aria-labelledby');
    title.remove();
  }

  function shape(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
    return element;
  }

  function hide() {
    if (!current) return;
    current.mark.classList.remove('on');
    if (current.cross) current.cross.remove();
    current = null;
    tip.classList.remove('shown');
    tip.textContent = '';
  }

  /** A line through the column of a mark, and a dot on each curve. */
  function cross(mark) {
    if (!mark.dataset.x) return null;
    const x = mark.dataset.x;
    const top = Number(mark.getAttribute('y'));
    const group = shape('g', {class: 'cross'});
    group.append(shape('line', {x1: x, x2: x, y1: top, y2: top + Number(mark.getAttribute('height'))}));
    for (const y of mark.dataset.ys.split(' ')) {
      if (y) group.append(shape('circle', {cx: x, cy: y, r: 4}));
    }
    mark.ownerSVGElement.append(group);
    return group;
  }

  function show(mark, x, y) {
    if (!current || current.mark !== mark) {
      hide();
      mark.classList.add('on');
      tip.textContent = mark.dataset.tip;
      current = {mark, cross: cross(mark)};
    }
    const box = tip.getBoundingClientRect();
    const left = x + 14 + box.width > innerWidth - 8 ? x - 14 - box.width : x + 14;
    const above = y - box.height - 12;
    tip.style.left = Math.max(8, Math.min(left, innerWidth - box.width - 8)) + 'px';
    tip.style.top = (above < 8 ? y + 16 : above) + 'px';
    tip.classList.add('shown');
  }

  function showByKey(mark) {
    mark.scrollIntoView({block: 'nearest'});
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top + Math.min(box.height / 2, 24));
  }

  function step(key, at, count) {
    switch (key) {
      case 'ArrowRight': case 'ArrowDown': return Math.min(at + 1, count - 1);
      case 'ArrowLeft': case 'ArrowUp': return Math.max(at - 1, 0);
      case 'Home': return 0;
      case 'End': return count - 1;
      default: return -1;
    }
  }

  for (const plot of document.querySelectorAll('.plot')) {
    const marks = () =>
      [...plot.querySelectorAll('[data-tip]')].filter(mark => mark.getClientRects().length > 0);
    const point = event => {
      const mark = event.target.closest('[data-tip]');
      if (mark) show(mark, event.clientX, event.clientY); else hide();
    };
    plot.addEventListener('pointermove', point);
    plot.addEventListener('pointerdown', point);
    plot.addEventListener('pointerleave', hide);
    plot.addEventListener('blur', hide);
    plot.addEventListener('focus', () => {
      const first = marks()[0];
      if (first && plot.matches(':focus-visible')) showByKey(first);
    });
    plot.addEventListener('keydown', event => {
      if (event.key === 'Escape') return hide();
      const all = marks();
      const at = current ? all.indexOf(current.mark) : -1;
      const next = step(event.key, at, all.length);
      if (next >= 0 && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        showByKey(all[next]);
      }
    });
  }
  addEventListener('scroll', () => { if (current && !document.activeElement.matches('.plot')) hide(); }, {passive: true});
})();
