import Essentials
import HTTP
import Pages

/// Style sheet, script and marks. They hold nothing of anybody, so that a browser may keep them; the entity tag
/// tells it when they have changed.
struct AssetRoutes: Sendable {
    let pages: PageLibrary

    func mount(on router: inout Router) {
        router.on(.get, "/assets/{name}") { request, path in asset(request, path["name"] ?? "") }
        // Browsers ask for this one unasked.
        router.on(.get, "/favicon.ico") { request, _ in asset(request, "mark.svg") }
    }

    private func asset(_ request: HTTPRequest, _ name: String) -> HTTPResponse {
        guard let asset = pages.asset(name) else { return .text(.notFound, "no such file\n") }
        let fields: HTTPHeaders = ["ETag": asset.entityTag, "Cache-Control": "public, max-age=300"]
        if request.headers["If-None-Match"]?.isExactly(asset.entityTag) == true {
            return HTTPResponse(.notModified, headers: fields)
        }
        var response = HTTPResponse(.ok, headers: fields, body: asset.bytes)
        response.headers.set("Content-Type", asset.contentType)
        return response
    }
}
