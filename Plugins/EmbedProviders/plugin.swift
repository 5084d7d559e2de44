import Foundation
import PackagePlugin

/// Compiles the files of `Providers/` into the target that asks for it.
@main
struct EmbedProviders: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Providers")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedProviders.swift")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path()).sorted()
        let files = names.map { folder.appending(path: $0) }.filter {
            !$0.hasDirectoryPath && !$0.lastPathComponent.hasPrefix(".")
        }
        .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
        return [
            .buildCommand(
                displayName: "Embedding Providers", executable: try context.tool(named: "embed").url,
                arguments: ["EmbeddedProviders", output.path(), folder.path()] + files.map { $0.path() },
                inputFiles: files, outputFiles: [output])
        ]
    }
}
