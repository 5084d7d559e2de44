-- Sends one request over and over: a POST of the form that stands in FORM where one does, with the header fields of
-- FIELDS, one a line.
local form = os.getenv("FORM")
if form and #form > 0 then
  wrk.method = "POST"
  wrk.body = form
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end
for name, value in (os.getenv("FIELDS") or ""):gmatch("([^:\n]+): ([^\n]*)") do
  wrk.headers[name] = value
end
