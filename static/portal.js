// What the portal adds where JavaScript runs. Every page works without it.
// An external module: the Content-Security-Policy allows nothing inline.
import { initAll } from './govuk/govuk-frontend.min.js'

const IDLE_WARNING_MS = 2 * 60 * 1000
const POLL_FIRST_MS = 2000
const POLL_SLOWEST_MS = 30000
const POLL_LONGEST_MS = 10 * 60 * 1000
const AUTOSAVE_MS = 5000

/** The page of `url` as a document, or null when it is not there or the sign-in has ended. */
async function fetchPage (url) {
  const response = await fetch(url, {
    credentials: 'same-origin',
    headers: { 'X-Portal-Poll': '1' }
  })
  if (!response.ok || response.redirected) return null
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}

/**
 * A region that waits for long work: <div id role="status" data-poll-url>.
 * Its page is fetched again, less and less often, and the region of the same id replaces it.
 * It ends when the new region no longer asks for it, or after ten minutes: the "Check again" link stays.
 */
function poll (region) {
  let wait = POLL_FIRST_MS
  const started = Date.now()
  async function again () {
    if (Date.now() - started > POLL_LONGEST_MS) return
    const page = document.hidden ? null : await fetchPage(region.dataset.pollUrl).catch(() => null)
    const fresh = page && page.getElementById(region.id)
    if (fresh) {
      // The live region itself stays in place, so that its new text is read out.
      if (fresh.textContent.trim() !== region.textContent.trim()) {
        region.replaceChildren(...fresh.childNodes)
        region.className = fresh.className
      }
      if (!fresh.dataset.pollUrl) {
        region.removeAttribute('data-poll-url')
        return
      }
      region.dataset.pollUrl = fresh.dataset.pollUrl
    }
    wait = Math.min(wait * 1.5, POLL_SLOWEST_MS)
    window.setTimeout(again, wait)
  }
  window.setTimeout(again, wait)
}

/**
 * <form data-autosave-url>: what is typed is sent there while the person writes, with the version they
 * began from (a field named `version`). The answer is JSON: {version, saved_at} or, with status 409,
 * {message} that says who saved in between. Files and passwords are never sent this way.
 */
function autosave (form) {
  const version = form.elements.namedItem('version')
  let status = form.querySelector('[data-autosave-status]')
  if (!status) {
    status = document.createElement('p')
    status.className = 'portal-saved'
    status.setAttribute('data-autosave-status', '')
    const button = form.querySelector('button[type="submit"], button:not([type])')
    const before = button ? button.closest('.govuk-button-group') || button : null
    before ? before.before(status) : form.append(status)
  }
  status.setAttribute('role', 'status')
  let timer = null
  let saving = false
  let changed = false
  let stopped = false

  function say (text, conflict = false) {
    status.classList.toggle('portal-saved--conflict', conflict)
    status.textContent = text
  }

  async function save () {
    if (saving || stopped || !changed) return
    saving = true
    changed = false
    const body = new FormData(form)
    for (const field of form.querySelectorAll('input[type="file"], input[type="password"]')) body.delete(field.name)
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: 'POST',
        body,
        credentials: 'same-origin',
        headers: { Accept: 'application/json' }
      })
      const type = response.headers.get('Content-Type') || ''
      if (response.status === 409) {
        stopped = true
        const answer = type.includes('json') ? await response.json() : {}
        say(answer.message || 'Somebody else saved this page in between. Copy what you wrote, then open the page again.', true)
      } else if (response.redirected || response.status === 401 || response.status === 403) {
        stopped = true
        say('Not saved: you are no longer signed in. Press save to sign in again; what you wrote is kept.', true)
      } else if (response.ok && type.includes('json')) {
        const answer = await response.json()
        if (version && answer.version !== undefined) version.value = answer.version
        say(`Saved at ${answer.saved_at}`)
      } else if (response.status === 400 || response.status === 422) {
        say('Not saved yet: something on this page needs to be put right first.')
      } else {
        changed = true
        say('Not saved yet. We will try again.')
      }
    } catch {
      changed = true
      say('Not saved yet: no connection. We will try again.')
    }
    saving = false
    if (changed && !stopped) later()
  }

  function later () {
    window.clearTimeout(timer)
    timer = window.setTimeout(save, AUTOSAVE_MS)
  }

  form.addEventListener('input', () => {
    changed = true
    later()
  })
  form.addEventListener('submit', () => {
    stopped = true
    window.clearTimeout(timer)
  })
}

/** On phones a filter panel folds behind a button; open when one of its filters is in use. */
function filterPanel (panel) {
  const button = panel.querySelector('[data-filter-toggle]')
  const body = panel.querySelector('[data-filter-body]')
  if (!button || !body) return
  const phone = window.matchMedia('(max-width: 40.0525em)')
  function show (open) {
    body.hidden = !open
    button.setAttribute('aria-expanded', String(open))
    button.textContent = open ? 'Hide filters' : 'Show filters'
  }
  function fit () {
    button.hidden = !phone.matches
    show(!phone.matches || panel.hasAttribute('data-filter-open'))
  }
  button.addEventListener('click', () => show(body.hidden))
  phone.addEventListener('change', fit)
  fit()
}

/** <button data-select-all="name" hidden>: ticks or clears every box of that name in its form. */
function selectAll (button) {
  const form = button.form || button.closest('form')
  const boxes = () => [...form.querySelectorAll(`input[type="checkbox"][name="${button.dataset.selectAll}"]`)]
  const all = () => boxes().every((box) => box.checked)
  const name = () => { button.textContent = all() ? 'Clear all on this page' : 'Select all on this page' }
  button.hidden = boxes().length === 0
  button.addEventListener('click', () => {
    const tick = !all()
    for (const box of boxes()) box.checked = tick
    name()
  })
  form.addEventListener('change', name)
}

/** Warn two minutes before an idle sign-in ends; pages in other windows count as use. */
function idleWarning (dialog, minutes) {
  const key = 'portal-last-request'
  const limit = minutes * 60 * 1000
  const seen = () => {
    try { return Number(window.localStorage.getItem(key)) || opened } catch { return opened }
  }
  let opened = Date.now()
  function used () {
    opened = Date.now()
    try { window.localStorage.setItem(key, String(opened)) } catch { /* private window: this page only */ }
  }
  function check () {
    const still = Date.now() - seen()
    if (still >= limit) {
      window.clearInterval(timer)
      window.location.assign(dialog.dataset.signInUrl)
    } else if (still >= limit - IDLE_WARNING_MS) {
      if (!dialog.open) dialog.showModal()
    } else if (dialog.open) {
      dialog.close()
    }
  }
  async function stay () {
    const response = await fetch(dialog.dataset.stayUrl, { credentials: 'same-origin' }).catch(() => null)
    if (response && response.ok && !response.redirected) {
      used()
      dialog.close()
    } else {
      window.location.assign(dialog.dataset.signInUrl)
    }
  }
  dialog.querySelector('[data-stay]').addEventListener('click', stay)
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    stay()
  })
  used()
  const timer = window.setInterval(check, 15000)
}

/** A passkey or security key that the browser refused: say so on the page, not in the console. */
function keyErrors () {
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    let box = document.getElementById('key-error')
    if (!box) {
      box = document.createElement('div')
      box.id = 'key-error'
      box.className = 'govuk-error-summary'
      box.setAttribute('role', 'alert')
      box.tabIndex = -1
      document.getElementById('main-content').prepend(box)
    }
    const words = document.createElement('p')
    words.className = 'govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-0'
    words.textContent = 'Your browser did not use a passkey or security key: it was cancelled, took too long or is not set up on this device. Try again or choose another way.'
    box.replaceChildren(words)
    box.focus()
  })
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
document.querySelectorAll('[data-poll-url][id]').forEach(poll)
document.querySelectorAll('form[data-autosave-url]').forEach(autosave)
document.querySelectorAll('.portal-filter').forEach(filterPanel)
document.querySelectorAll('button[data-select-all]').forEach(selectAll)
if (window.matchMedia('(min-width: 48.0625em)').matches) {
  document.querySelectorAll('details[data-open-wide]').forEach((details) => { details.open = true })
}
document.querySelectorAll('button[data-print]').forEach((button) => {
  button.hidden = false
  button.addEventListener('click', () => window.print())
})
keyErrors()
const idle = document.getElementById('idle-warning')
if (idle && document.body.dataset.idleMinutes) idleWarning(idle, Number(document.body.dataset.idleMinutes))
