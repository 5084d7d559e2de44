import Essentials
import Synchronization

/// Keeps the pair that new connections are given, and puts a renewed one in its place.
///
/// A pair that does not serve leaves the former one in use and raises an alarm: an error in the log, a counter,
/// and a gauge that stays up until the files are good again. Nothing here runs on an HTTP thread but `current`.
final class CertificateKeeper: Sendable {
    let request: TLSSettings.ClientCertificates
    private let files: TLSPairFiles
    private let clock: any WallClock
    private let log: any LogSink
    private let metrics: any MetricsSink
    private let identity: Mutex<TLSIdentity>
    private let seen: Mutex<Seen>

    private struct Seen {
        /// The files that were read last, whether they served or not.
        var read: TLSPairFiles.Stamp
        /// Others that stood there when they were last looked at, and may still be being written.
        var waiting: TLSPairFiles.Stamp?
    }

    /// Reads the pair. One whose time is over is taken for want of a better, with the alarm.
    init(_ settings: TLSSettings, log: any LogSink, metrics: any MetricsSink) throws(TLSPairError) {
        files = TLSPairFiles(certificateFile: settings.certificateFile, keyFile: settings.keyFile)
        request = settings.clientCertificates
        clock = settings.clock
        self.log = log
        self.metrics = metrics
        let stamp = files.stamp
        let first = try TLSIdentity(try files.read())
        identity = Mutex(first)
        seen = Mutex(Seen(read: stamp))
        if let defect = defect(of: first) { alarm(defect) } else { settle() }
        metrics.gauge(CertificateKeeper.expiry, [:], to: Double(first.validTo.seconds))
    }

    /// The pair for a new connection.
    var current: TLSIdentity { identity.withLock { $0 } }

    /// Looks at the files; a change is taken when they have stood still since the last look, so that a pair
    /// that is being written, one file after the other, raises no alarm.
    func look() {
        seen.withLock { seen in
            let stamp = files.stamp
            guard stamp != seen.read else {
                seen.waiting = nil
                return
            }
            guard stamp == seen.waiting else {
                seen.waiting = stamp
                return
            }
            take(stamp, &seen)
        }
    }

    /// Reads the files at once, changed or not.
    func reload() { seen.withLock { seen in take(files.stamp, &seen) } }

    /// The stamp was taken before the files are read: what changes in between is seen at the next look.
    private func take(_ stamp: TLSPairFiles.Stamp, _ seen: inout Seen) {
        seen = Seen(read: stamp)
        do throws(TLSPairError) {
            let fresh = try TLSIdentity(try files.read())
            if let defect = defect(of: fresh) { throw defect }
            identity.withLock { $0 = fresh }
            metrics.count("sallyport_tls_certificate_loads_total")
            metrics.gauge(CertificateKeeper.expiry, [:], to: Double(fresh.validTo.seconds))
            log.log(
                .info, "the TLS certificate was read again; new connections get it",
                ["certificate": files.certificateFile, "expires": fresh.validTo.rfc3339])
            settle()
        } catch {
            alarm(error)
        }
    }

    private func defect(of identity: TLSIdentity) -> TLSPairError? {
        guard !identity.isValid(at: clock.now()) else { return nil }
        return .notValidNow(path: files.certificateFile, from: identity.validFrom, to: identity.validTo)
    }

    private func alarm(_ error: TLSPairError) {
        metrics.count("sallyport_tls_certificate_refused_total", ["reason": error.reason])
        metrics.gauge(CertificateKeeper.failing, [:], to: 1)
        log.log(
            .error, "the TLS certificate in the files does not serve; the one read before stays in use",
            ["reason": error.reason, "cause": error.description])
    }

    private func settle() { metrics.gauge(CertificateKeeper.failing, [:], to: 0) }

    private static let failing = "sallyport_tls_certificate_failing"
    private static let expiry = "sallyport_tls_certificate_expiry_timestamp_seconds"
}
