import Essentials
import HTTP
import Testing

@testable import SecurityTokens

@Suite struct ConsoleEndpoints {
    @Test(arguments: [
        (
            "eu-central-1", "https://signin.aws.amazon.com/federation",
            "https://console.aws.amazon.com/console/home?region=eu-central-1"
        ),
        (
            "cn-north-1", "https://signin.amazonaws.cn/federation",
            "https://console.amazonaws.cn/console/home?region=cn-north-1"
        ),
        (
            "us-gov-west-1", "https://signin.amazonaws-us-gov.com/federation",
            "https://console.amazonaws-us-gov.com/console/home?region=us-gov-west-1"
        ),
    ])
    func followThePartition(_ region: String, _ federation: String, _ page: String) throws {
        let endpoint = try #require(ConsoleEndpoint.aws(region: region))
        #expect(endpoint.federation.text.text == federation)
        #expect(endpoint.page.text.text == page)
        #expect(endpoint.origins.contains(endpoint.federation.origin))
        #expect(endpoint.origins.contains(endpoint.page.origin))
    }

    @Test(arguments: ["us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"])
    func areNotGuessed(_ region: String) { #expect(ConsoleEndpoint.aws(region: region) == nil) }
}
